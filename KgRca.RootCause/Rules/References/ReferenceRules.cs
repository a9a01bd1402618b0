using System.Text.Json;
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
            Detectors =
            [
                new(["Pod"], InspectPod),
                new(KubernetesKinds.Workloads, InspectWorkload),
                new(["Job"], InspectJob),
            ],
            Dependencies = [new(["ServiceAccount", "ConfigMap", "Secret"], AddUsers)],
        };

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
            ReplaceMessage(findings, said);
    }

    // The missing object itself stands in for what a container's message says of it.
    private static void ReplaceMessage(List<Finding> findings, int said)
    {
        var vague = findings.FindIndex(finding => CauseClasses.FamilyOf(finding.Cause) == CauseFamily.Reference);
        if (vague < 0 || vague >= said)
            return;
        findings[^1] = findings[^1] with { Severity = findings[vague].Severity };
        findings.RemoveAt(vague);
    }

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
