using System.Text.Json;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Workloads;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.References;

/// <summary>What a Pod template refers to and does not exist.</summary>
internal static class ReferenceRules
{
    public static RuleFamily Family { get; } =
        new("References", Causes.OfReferences)
        {
            NextStep = ReferenceNextSteps.Of,
            Detectors =
            [
                new(["Pod"], InspectPod),
                new(["Pod"], InitWaits.Inspect),
                new(KubernetesKinds.Workloads, InspectWorkload),
                new(["Job"], InspectJob),
            ],
            Dependencies = [new(["ServiceAccount", "ConfigMap", "Secret"], AddUsers), new(["Service"], AddWaiting)],
        };

    // What an init container waits for may come, to its own namespace or to another.
    private static void AddWaiting(in ObjectChange change, List<ResourceState> affected)
    {
        if (change.IsNew || change.IsGone)
            affected.AddRange(
                change
                    .InCluster("Pod")
                    .Where(pod => pod.ActiveFindings.Exists(finding => finding.Reason == InitWaits.Reason))
            );
    }

    private static void InspectPod(
        ClusterTopology topology,
        ResourceState pod,
        JsonElement item,
        List<Finding> findings
    )
    {
        if (Readiness.OfPod(item))
            return;
        var said = findings.Count;
        MissingReferences.Inspect(topology, pod, item.At("spec"), findings);
        if (findings.Count > said)
            ReplaceMessage(findings, said, scope => topology.IsComplete(pod.Cluster, scope));
    }

    // The missing object itself stands in for what a container's message says of it.
    private static void ReplaceMessage(List<Finding> findings, int said, Func<KindScope, bool> isComplete)
    {
        var vague = findings.FindIndex(finding => CauseClasses.FamilyOf(finding.Cause) == CauseFamily.Reference);
        if (vague < 0 || vague >= said)
            return;
        var message = findings[vague].Message;
        var exact = findings.FindLastIndex(finding =>
            finding.AbsentFrom.All(missing => Names(message, missing.Name ?? ""))
        );
        var isNamed = exact >= said;
        if (!isNamed && (NamesAnything(message) || !findings[^1].AbsentFrom.All(isComplete)))
            return;
        // A message that names nothing is about whatever the Pod refers to and is not there.
        if (!isNamed)
            exact = findings.Count - 1;
        findings[exact] = findings[exact] with
        {
            Severity = findings[vague].Severity,
            IsConfirmed = isNamed,
            PendingFor = TimeSpan.Zero,
        };
        findings.RemoveAt(vague);
    }

    private static bool NamesAnything(string message) => message.AsSpan().ContainsAny('"', '/');

    private static bool Names(string message, string name) =>
        message.Contains($"\"{name}\"", StringComparison.Ordinal)
        || message.Contains($"/{name}", StringComparison.Ordinal);

    private static void InspectWorkload(
        ClusterTopology topology,
        ResourceState workload,
        JsonElement item,
        List<Finding> findings
    )
    {
        if (!Readiness.OfWorkload(item))
            MissingReferences.Inspect(topology, workload, item.At("spec", "template", "spec"), findings);
    }

    // Once a Job has Pods, they say it.
    private static void InspectJob(
        ClusterTopology topology,
        ResourceState job,
        JsonElement item,
        List<Finding> findings
    )
    {
        if (!Jobs.HasBegun(item))
            MissingReferences.Inspect(topology, job, item.At("spec", "template", "spec"), findings);
    }

    private static void AddUsers(in ObjectChange change, List<ResourceState> affected)
    {
        foreach (var edge in change.Resource.Incoming)
            affected.Add(edge.From);
    }
}
