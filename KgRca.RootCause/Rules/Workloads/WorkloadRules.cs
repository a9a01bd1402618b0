using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Workloads;

/// <summary>Deployments, StatefulSets, DaemonSets, Jobs and CronJobs, and Pods as a whole.</summary>
internal static class WorkloadRules
{
    private static readonly string[] Scalable = ["Deployment", "StatefulSet"];

    public static RuleFamily Family { get; } =
        new("Workloads", Causes.OfWorkloads)
        {
            Events = WorkloadEvents.All,
            NextStep = WorkloadNextSteps.Of,
            Challenge = Contradict,
            Detectors =
            [
                new(["Pod"], PodFailures.Inspect),
                new(["Pod"], (_, pod, item, findings) => Terminations.Inspect(pod, item, findings)),
                new(["Pod"], (_, pod, item, findings) => ReadinessGates.Inspect(pod, item, findings)),
                new(KubernetesKinds.Workloads, Replicas.Inspect),
                new(KubernetesKinds.Workloads, NodeNames.Inspect),
                new(
                    KubernetesKinds.Workloads,
                    (_, workload, item, findings) => Rollouts.Inspect(workload, item, findings)
                ),
                new(["Job"], Jobs.Inspect),
                new(
                    ["Deployment", "Job", "CronJob"],
                    (_, workload, item, findings) => Suspension.Inspect(workload, item, findings)
                ),
                new(
                    ["StatefulSet", "DaemonSet"],
                    (_, workload, item, findings) => Suspension.InspectHeldUpdate(workload, item, findings)
                ),
                new(["CronJob"], CronJobs.Inspect),
            ],
            Witnesses = [(_, episode) => episode.Reason == CronJobs.PassedOver ? [episode.Subject] : []],
            Dependencies =
            [
                new(KubernetesKinds.Workloads, AddFailedPods),
                new(["Job"], AddSiblings),
                new(["Job"], AddFailedPods),
                new(["ReplicaSet"], AddFailedPodsOfReplicaSet),
                new(["Service"], AddScaledToZero),
                new(["Node"], AddWithMissingNode),
                new(["ResourceQuota"], (in change, affected) => affected.AddRange(change.InNamespace("Deployment"))),
            ],
        };

    private static void AddFailedPods(in ObjectChange change, List<ResourceState> affected)
    {
        if (!change.IsGone)
            affected.AddRange(PodFailures.Affected(change.Topology, change.Resource, change.Before));
    }

    private static void AddWithMissingNode(in ObjectChange change, List<ResourceState> affected)
    {
        if (!change.IsNew && !change.IsGone)
            return;
        foreach (var kind in KubernetesKinds.Workloads)
        foreach (var workload in change.InCluster(kind))
            if (workload.ActiveFindings.Exists(finding => finding.Reason == NodeNames.Reason))
                affected.Add(workload);
    }

    private static void AddSiblings(in ObjectChange change, List<ResourceState> affected) =>
        affected.AddRange(Jobs.Siblings(change.Topology, change.Resource).Where(job => job.ActiveFindings.Count > 0));

    // Pods of a Deployment's ReplicaSet count by the Deployment.
    private static void AddFailedPodsOfReplicaSet(in ObjectChange change, List<ResourceState> affected)
    {
        if (change.Topology.WorkloadOf(change.Resource) == change.Resource)
            affected.AddRange(PodFailures.Affected(change.Topology, change.Resource, change.Before));
    }

    private static void AddScaledToZero(in ObjectChange change, List<ResourceState> affected)
    {
        var cameOrWent = change.IsNew != change.IsGone;
        foreach (var kind in Scalable)
        foreach (var workload in change.InNamespace(kind))
            if (
                cameOrWent
                || workload.ActiveFindings.Count > 0
                || workload.Object is { } item && item.At("spec").Number("replicas") == 0
            )
                affected.Add(workload);
    }

    private static CounterEvidence Contradict(Episode candidate, string cause, ClusterTopology topology) =>
        cause == Causes.MissedSchedule && IsRefused(candidate.Subject)
            ? new CounterEvidence(CounterEvidence.Unspecific, "Its events say why its Jobs are not created.")
            : CounterEvidence.None;

    /// <summary>Whether a CronJob's Jobs are refused.</summary>
    private static bool IsRefused(ResourceState job) =>
        job.Candidates.Exists(candidate => candidate is { Reason: "FailedCreate", Assessment.Role: CauseRole.Origin });
}
