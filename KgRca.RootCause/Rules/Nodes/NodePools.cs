using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Nodes;

/// <summary>Pools of nodes that may grow no more.</summary>
internal static class NodePools
{
    /// <summary>The pool of nodes whose limits are used up, by what Karpenter says of a Pod.</summary>
    public static Responsible? Full(ResourceState pod, ClusterTopology topology)
    {
        const string Before = "exceed limits for nodepool: \"";
        for (var i = pod.Candidates.Count - 1; i >= 0; i--)
        {
            var message = pod.Candidates[i].Message.Replace("\\\"", "\"", StringComparison.Ordinal);
            var start = message.IndexOf(Before, StringComparison.OrdinalIgnoreCase) + Before.Length;
            var end = start < Before.Length ? -1 : message.IndexOf('"', start);
            if (end < 0)
                continue;
            var name = message[start..end];
            if (topology.Find(pod.Cluster, "NodePool", "", name) is not { Object: { } item } pool)
                continue;
            var limits = item.At("spec", "limits");
            return new Responsible(
                pool,
                Causes.NodeAutoscaler,
                $"The limits of NodePool {name} are used up, so no node is added."
            )
            {
                NextStep =
                    $"Raise spec.limits of NodePool {name} (now {(limits.IsPresent() ? limits.GetRawText() : "not set")}), or lower the requests of what waits: `kubectl edit nodepool/{name}`.",
            };
        }
        return null;
    }
}
