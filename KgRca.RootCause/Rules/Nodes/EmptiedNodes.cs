using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Nodes;

/// <summary>Nodes that were emptied on purpose: whatever becomes of them hurts nobody.</summary>
internal static class EmptiedNodes
{
    /// <summary>Whether a node is cordoned and runs nothing but the Pods of DaemonSets and its own static Pods.</summary>
    public static bool IsOne(ResourceState node, ClusterTopology topology)
    {
        if (node is not { Kind: "Node", Object: { } item } || item.At("spec").Flag("unschedulable") != true)
            return false;
        foreach (var edge in node.Incoming)
            if (edge is { Type: EdgeType.RunsOn, From: { Kind: "Pod", DeletedAt: null } pod } && Needs(pod, topology))
                return false;
        return true;
    }

    private static bool Needs(ResourceState pod, ClusterTopology topology) =>
        topology.WorkloadOf(pod).Kind != "DaemonSet"
        && (
            pod.Object is not { } item
            || !Readiness.HasEnded(item)
                && !item.At("metadata", "deletionTimestamp").IsPresent()
                && !item.At("metadata", "annotations").At("kubernetes.io/config.mirror").IsPresent()
        );
}
