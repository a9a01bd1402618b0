using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Nodes;

/// <summary>
/// Nodes whose network agent became ready after Pods had started there: those stay without a network, or without its
/// rules, while Pods that started later are well.
/// </summary>
internal static class LateAgents
{
    /// <summary>Of a node whose agent came late.</summary>
    public const string Reason = "NodeAgentLate";

    public static void Inspect(ClusterTopology topology, ResourceState node, List<Finding> findings)
    {
        if (findings.Exists(finding => finding.Severity >= Severity.Error))
            return;
        foreach (var edge in node.Incoming)
        {
            if (
                edge.Type != EdgeType.RunsOn
                || topology.WorkloadOf(edge.From) is not { Kind: "DaemonSet" } agent
                || NodeAgents.CauseOf(agent) is not { } cause
                || !NodeAgents.IsOfNetwork(agent)
                || ReadySince(edge.From) is not { } since
            )
                continue;
            foreach (var other in node.Incoming)
            {
                var pod = other.From;
                if (
                    other.Type != EdgeType.RunsOn
                    || !(pod.CreatedAt < since && since - pod.CreatedAt <= EngineHorizon.Window)
                    || ReadySince(pod) is not null
                    || SiblingGroup.Of(pod, topology) is not { Workload.Kind: not "DaemonSet" } group
                    || WellSibling(pod, node, since, group) is not { } well
                )
                    continue;
                findings.RemoveAll(finding => finding.Cause == cause);
                findings.Add(
                    Finding.Origin(
                        cause,
                        Severity.Error,
                        Reason,
                        $"Pod {pod.Name} started on node {node.Name} {(since - pod.CreatedAt.Value).TotalSeconds:0} s before DaemonSet {agent.Name} was ready there and fails, while {well.Name} is well: {group.Failure.Message}",
                        node,
                        group.Failure.Onset,
                        Evidence.Of(pod, group.Failure.Reason, group.Failure.Message),
                        Evidence.Of(edge.From, "status.conditions[Ready].lastTransitionTime", $"{since:O}"),
                        Evidence.Of(well, "status.conditions[Ready].status", "True")
                    )
                );
                return;
            }
        }
    }

    // One that started on this node later, or runs elsewhere.
    private static ResourceState? WellSibling(
        ResourceState pod,
        ResourceState node,
        DateTimeOffset since,
        SiblingGroup group
    ) =>
        CallGraph
            .PodsOf(group.Workload)
            .FirstOrDefault(sibling =>
                sibling != pod
                && SiblingGroup.AreOfOneRevision(pod, sibling)
                && ReadySince(sibling) is not null
                && (sibling.CreatedAt >= since || WorkloadLookup.NodeOf(sibling) != node)
            );

    private static DateTimeOffset? ReadySince(ResourceState pod) => pod.Read(PodState.Of)?.ReadySince;
}
