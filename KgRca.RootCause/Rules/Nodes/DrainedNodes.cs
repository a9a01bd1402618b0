using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Nodes;

/// <summary>Finds the node whose drain has moved a workload's Pods.</summary>
internal static class DrainedNodes
{
    // An eviction may take as long as the grace period of the Pods before it.
    private static readonly TimeSpan Draining = TimeSpan.FromMinutes(30);

    /// <summary>The cordon of the node that a Pod of a workload has left since; null where there is none.</summary>
    public static Episode? Of(ResourceState workload, DateTimeOffset before, ClusterTopology topology)
    {
        foreach (var pod in CallGraph.PodsOf(workload))
        foreach (var (node, left) in LeftBy(pod, topology))
            for (var i = node.Candidates.Count - 1; i >= 0; i--)
                if (
                    node.Candidates[i] is { Assessment.Cause: Causes.Cordoned } cordon
                    && cordon.Onset <= left
                    && left <= before
                    && left - cordon.Onset <= Draining
                )
                    return cordon;
        return null;
    }

    // A StatefulSet's Pod keeps its name where it goes; others are gone, and their edges stay for a while.
    private static IEnumerable<(ResourceState Node, DateTimeOffset Left)> LeftBy(
        ResourceState pod,
        ClusterTopology topology
    )
    {
        var prefix = $"{WireNames.Of(EdgeType.RunsOn)} ";
        foreach (var (edge, at) in pod.RemovedEdges)
            if (
                edge.StartsWith(prefix, StringComparison.Ordinal)
                && ResourceId.TryParse(edge[prefix.Length..], out var id)
                && topology.Find(id) is { } node
            )
                yield return (node, at);
        if (pod.DeletedAt is { } deletedAt && WorkloadLookup.NodeOf(pod) is { } last)
            yield return (last, deletedAt);
        // Not every agent tells that an edge has ended: the Pod's own state says where it is now.
        if (pod.Object?.At("spec").Text("nodeName") is { } here && pod.CreatedAt is { } created)
            foreach (var edge in pod.Outgoing)
                if (edge.Type == EdgeType.RunsOn && edge.To.Name != here)
                    yield return (edge.To, created);
        // Of one that was made again under its name, where it was is forgotten: the only cordoned node is where.
        if (
            pod.Former.Count > 0
            && pod.CreatedAt is { } made
            && topology
                .OfKind(pod.Cluster, "Node", null)
                .Where(node => node != WorkloadLookup.NodeOf(pod) && OtherEvidence.HasCandidate(node, Causes.Cordoned))
                .Take(2)
                .ToList()
                is [var sole]
        )
            yield return (sole, made);
    }
}
