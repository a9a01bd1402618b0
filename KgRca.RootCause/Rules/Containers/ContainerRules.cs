using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Images;
using KgRca.RootCause.Rules.Workloads;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Containers;

/// <summary>Containers that wait, crash or were killed.</summary>
internal static class ContainerRules
{
    public static RuleFamily Family { get; } =
        new("Containers", Causes.OfContainers)
        {
            Precedence = (candidate, cause, _) =>
                cause == Causes.OomKilled && NodeMemory.WasExhausted(candidate)
                    ? CounterEvidence.IsMistaken(
                        "The node ran out of memory and its kernel killed containers of several Pods."
                    )
                    : CounterEvidence.None,
            Events = ContainerEvents.All,
            NextStep = ContainerNextSteps.Of,
            Challenge = (candidate, cause, _) =>
                cause == Causes.SecurityContext && OtherEvidence.ShowsAnother(candidate.Subject, cause)
                    ? CounterEvidence.IsMistaken("The objects show that something else is missing.")
                    : CounterEvidence.None,
            ChallengeFinding = Contradict,
            Detectors =
            [
                new(["Pod"], InspectPod),
                new(
                    KubernetesKinds.Workloads,
                    (_, workload, item, findings) =>
                        ContainerPorts.Inspect(workload, item.At("spec", "template", "spec"), findings)
                ),
            ],
            Witnesses = [(_, episode) => DeniedAccess.MayConcern(episode) ? [episode.Subject] : []],
        };

    private static void InspectPod(
        ClusterTopology topology,
        ResourceState pod,
        JsonElement item,
        List<Finding> findings
    )
    {
        if (PodFailures.IsGivenUp(item))
            return;
        ContainerStates.Inspect(pod, item, findings);
        if (HasInjected(topology, pod, item))
            ContainerPorts.Inspect(pod, item.At("spec"), findings);
        ArchitectureContrast.Inspect(topology, pod, item, findings);
        DeniedAccess.Inspect(pod, item, findings);
        // What its node lost has been replaced since.
        if (PodFailures.IsMadeGood(topology, pod, item))
            findings.RemoveAll(finding => finding.Cause == Causes.NodeRebooted);
    }

    // What a webhook has added to a Pod is in no template.
    private static bool HasInjected(ClusterTopology topology, ResourceState pod, JsonElement item)
    {
        var workload = topology.WorkloadOf(pod);
        return workload == pod
            || workload.Object is { } owner
                && owner.At("spec", "template", "spec") is var spec
                && Count(spec) is > 0 and var declared
                && Count(item.At("spec")) > declared;

        static int Count(JsonElement spec) => spec.Items("containers").Count() + spec.Items("initContainers").Count();
    }

    private static CounterEvidence Contradict(Episode finding, string cause, ClusterTopology topology) =>
        cause switch
        {
            Causes.ContainerCrash when EndsItsJob(finding.Subject) => new CounterEvidence(
                CounterEvidence.Unspecific,
                "The Job's pod failure policy handles this exit code."
            ),
            Causes.InvalidCommand when finding.Reason == CleanExits.Completed => new CounterEvidence(
                CounterEvidence.Unspecific,
                "A process may also exit with code 0 when it cannot do its work."
            ),
            _ => CounterEvidence.None,
        };

    /// <summary>Whether a Pod's Job has failed by its policy for failures of Pods.</summary>
    private static bool EndsItsJob(ResourceState pod)
    {
        foreach (var edge in pod.Incoming)
            if (
                edge is { Type: EdgeType.Controls, From.Kind: "Job" }
                && edge.From.ActiveFindings.Exists(finding => finding.Reason == "PodFailurePolicy")
            )
                return true;
        return false;
    }
}
