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
            NextStep = NodeNextSteps.Of,
            Events = NodeEvents.All,
            Sources = [new(EpisodeSources.NodeHealth, NodeEvents.AssessHealth)],
            Target = FindTarget,
            Lead = Lead,
            Challenge = Contradict,
            Responsible =
            [
                StartupAgents.Behind,
                NeededAgents.Behind,
                NodeAutoscalers.Behind,
                ChangedNodes.BehindWaiting,
                ChangedNodes.BehindRunning,
                NodelessDaemonSets.Behind,
            ],
            Detectors =
            [
                new(["Node"], (_, node, item, findings) => NodeConditions.Inspect(node, item, findings)),
                new(["Node"], (topology, node, _, findings) => NodeContrast.Inspect(topology, node, findings)),
                new(["Node"], (_, node, item, findings) => NodeDevices.Inspect(node, item, findings)),
                new(["Node"], (topology, node, _, findings) => NodeAgents.InspectNode(topology, node, findings)),
                new(["Node"], (topology, node, _, findings) => SiblingContrast.Inspect(topology, node, findings)),
                new(["Node"], (topology, node, _, findings) => LateAgents.Inspect(topology, node, findings)),
                new(["DaemonSet"], StartupAgents.Inspect),
                new(
                    ["DaemonSet"],
                    (topology, set, _, findings) => NodeAgents.InspectDaemonSet(topology, set, findings)
                ),
                new(["DaemonSet"], NodelessDaemonSets.Inspect),
                new(["Deployment"], NodeAutoscalers.Inspect),
            ],
            Dependencies = [new(["Pod"], AddAround)],
            Witnesses = [NodeOf, HostOf, AgentOf, NodeAutoscalers.Of],
        };

    private static CounterEvidence Contradict(Episode candidate, string cause, ClusterTopology topology) =>
        cause == Causes.NodeRebooted
        && candidate.Subject is { Kind: "Node" } node
        && node.Candidates.Exists(change =>
            NodeChanges.IsUpgrade(change) && (change.Onset - candidate.Onset).Duration() <= EngineHorizon.Window
        )
            ? new CounterEvidence(CounterEvidence.Unspecific, "The node came back with a different version.")
            : CounterEvidence.None;

    private static IEnumerable<ResourceState> NodeOf(ClusterTopology topology, Episode episode)
    {
        if (episode.Subject.Kind == "Node" && NodeMessages.IsTrouble(episode))
            return [episode.Subject];
        return SharedFailure.Of(episode) is not null && WorkloadLookup.NodeOf(episode.Subject) is { } node
            ? [node, .. NodeContrast.BlamedFor(episode, topology)]
            : [];
    }

    // The first time that a Pod fails in such a way, and each time that Kubernetes says so.
    private static IEnumerable<ResourceState> HostOf(ClusterTopology topology, Episode episode) =>
        episode.Subject.Kind == "Pod"
        && episode.Severity >= Severity.Warning
        && (!episode.IsFromLog || episode.IsError)
        && SiblingGroup.MayBeOfNode(episode)
        && WorkloadLookup.NodeOf(episode.Subject) is { } node
            ? NodeAgents.Around(episode.Subject, topology).Append(node)
            : [];

    // An agent that is ready again, and a sibling that has come, or started to fail.
    private static void AddAround(in ObjectChange change, List<ResourceState> affected)
    {
        var (topology, pod) = (change.Topology, change.Resource);
        if (pod.HasEpisodes || pod.Kind == "Pod" && topology.WorkloadOf(pod).ActiveFindings.Count > 0)
            affected.AddRange(NodeAgents.Around(pod, topology));
        if (WorkloadLookup.NodeOf(pod) is { } node && node.ActiveFindings.Exists(IsOfPods))
            affected.Add(node);
    }

    private static bool IsOfPods(Episode finding) =>
        finding.Reason is SiblingContrast.Reason or LateAgents.Reason or NodeAgents.Reason;

    /// <summary>Nodes without the devices that a Pod needs, and agents that names and peers are reached by.</summary>
    private static IEnumerable<ResourceState> Lead(Episode error, ClusterTopology topology) =>
        NodeDevices.Behind(error, topology).Concat(NetworkAgents.Behind(error, topology));

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
        var node = WorkloadLookup.NodeOf(subject) ?? NodeFit.TroubledNode(topology, subject, cause);
        return node?.Reference;
    }
}
