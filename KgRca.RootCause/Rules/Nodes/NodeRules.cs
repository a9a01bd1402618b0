using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Scheduling;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Nodes;

/// <summary>Nodes, and what runs on them for the cluster.</summary>
internal static class NodeRules
{
    public static RuleFamily Family { get; } =
        new("Nodes", Causes.OfNodes)
        {
            Events = NodeEvents.All,
            Sources = [new(EpisodeSources.NodeHealth, NodeEvents.AssessHealth)],
            Target = FindTarget,
            Detectors =
            [
                new(["Node"], (_, node, item, findings) => NodeConditions.Inspect(node, item, findings)),
                new(["Node"], (topology, node, _, findings) => NodeContrast.Inspect(topology, node, findings)),
                new(["DaemonSet"], StartupAgents.Inspect),
                new(["Deployment"], NodeAutoscalers.Inspect),
            ],
            Witnesses = [NodeOf, AgentOf, NodeAutoscalers.Of],
        };

    private static IEnumerable<ResourceState> NodeOf(ClusterTopology topology, Episode episode)
    {
        if (episode.Subject.Kind == "Node" && NodeMessages.IsTrouble(episode))
            return [episode.Subject];
        return SharedFailure.Of(episode) is not null && WorkloadLookup.NodeOf(episode.Subject) is { } node
            ? [node]
            : [];
    }

    private static IEnumerable<ResourceState> AgentOf(ClusterTopology topology, Episode episode) =>
        episode.Severity >= Severity.Warning
        && episode.Subject.Kind == "Pod"
        && topology.WorkloadOf(episode.Subject) is { Kind: "DaemonSet" } daemonSet
            ? [daemonSet]
            : [];

    private static ObjectReference? FindTarget(Episode candidate, string cause, ClusterTopology topology)
    {
        var subject = candidate.Subject;
        if (subject.Kind != "Pod" || CauseClasses.FamilyOf(cause) != CauseFamily.Node)
            return null;
        var node = WorkloadLookup.NodeOf(subject) ?? Placement.TroubledNode(topology, subject, cause);
        return node?.Reference;
    }
}
