using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Changes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Nodes;

/// <summary>
/// Nodes on which Pods of several workloads fail, in whatever words, while Pods of the same workloads and revisions are
/// well on other nodes; or nodes of one subnet, pool, zone or kernel. What the Pods share is the node.
/// </summary>
internal static class SiblingContrast
{
    /// <summary>Of a node whose Pods fail while their siblings elsewhere are well.</summary>
    public const string Reason = "SiblingsWellElsewhere";

    private const int FewestWorkloads = 2;
    private const int MostNames = 3;

    // Siblings that share a dependency or a change fail within this of each other.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    public static void Inspect(ClusterTopology topology, ResourceState node, List<Finding> findings)
    {
        if (findings.Exists(finding => finding.Severity >= Severity.Error))
            return;
        var groups = GroupsOn(topology, node);
        if (!groups.Exists(group => group.HasContrast))
            return;
        var failing = groups
            .Where(group => group.HasContrast)
            .SelectMany(group => group.FailingNodes)
            .Append(node)
            .ToHashSet();
        var well = groups.SelectMany(group => group.WellNodes).Where(other => !failing.Contains(other)).ToHashSet();
        var shared = failing.Count == 1 ? $"node {node.Name}" : NodeTraits.SharedBy(failing, well);
        if (shared is null)
            return;
        foreach (
            var other in failing.Where(other => other != node).OrderBy(other => other.Name, StringComparer.Ordinal)
        )
            groups.AddRange(GroupsOn(topology, other));
        var first = groups.Where(group => group.HasContrast).MinBy(group => group.Failure.Onset)!;
        var victims = groups
            .Where(group => group.HasContrast || SharedFailure.AreAlike(group.Failure.Message, first.Failure.Message))
            .Where(group => (group.Failure.Onset - first.Failure.Onset).Duration() <= EngineHorizon.Window)
            .OrderBy(group => group.Failure.Onset)
            .ThenBy(group => group.Workload.NodeKey.Key, StringComparer.Ordinal)
            .DistinctBy(group => group.Workload)
            .ToList();
        if (victims.Count < FewestWorkloads || victims.TrueForAll(group => group.IsPassing(topology.Now)))
            return;
        if (
            victims.TrueForAll(group => group.Failure.IsFromLog)
            && BlamedPeers.AreOne([.. victims.Select(group => group.Failure)], topology)
        )
            return;
        var cause = CauseOf(victims);
        if (findings.Exists(finding => finding.Cause == cause))
            findings.RemoveAll(finding => finding.Cause == cause);
        var names = string.Join(
            ", ",
            victims.Take(MostNames).Select(group => $"{group.Workload.Namespace}/{group.Workload.Name}")
        );
        findings.Add(
            Finding.Origin(
                cause,
                Severity.Error,
                Reason,
                $"Pods of {victims.Count} workloads fail on {shared} ({names}), while Pods of the same workloads on other nodes are well: {victims[0].Failure.Message}",
                node,
                victims[0].Failure.Onset,
                [
                    .. victims
                        .Take(MostNames)
                        .Select(group =>
                            Evidence.Of(group.Failure.Subject, group.Failure.Reason, group.Failure.Message)
                        ),
                    .. victims
                        .Where(group => group.WellPod is not null)
                        .Take(MostNames)
                        .Select(group => Evidence.Of(group.WellPod!, "status.conditions[Ready].status", "True")),
                ]
            ) with
            {
                PendingFor = victims.TrueForAll(group => MaySpread(group, topology)) ? Settling : TimeSpan.Zero,
            }
        );
    }

    /// <summary>Whether an error is one of those that a finding about its node explains.</summary>
    public static bool Explains(Episode finding, Episode error) =>
        finding is { Reason: Reason or LateAgents.Reason, Subject.Kind: "Node" }
        && error.Subject.Kind == "Pod"
        && SiblingGroup.MayBeOfNode(error)
        && (error.Onset - finding.Onset).Duration() <= EngineHorizon.Window
        && WorkloadLookup.NodeOf(error.Subject) == finding.Subject;

    // Siblings that share a dependency, or a change of their own, fail one after the other.
    private static bool MaySpread(SiblingGroup group, ClusterTopology topology) =>
        group.Failure.IsFromLog || BoundChanges.Before(group.Workload, group.Failure.Onset, topology) is not null;

    private static string CauseOf(List<SiblingGroup> victims)
    {
        foreach (var group in victims)
            if (NodeAgents.CauseOf(group.Workload) is { } ofAgent)
                return ofAgent;
        return victims.TrueForAll(group => group.Failure.Reason == "FailedCreatePodSandBox")
            ? Causes.NodeNetwork
            : Causes.NodeProblem;
    }

    private static List<SiblingGroup> GroupsOn(ClusterTopology topology, ResourceState node)
    {
        var groups = new List<SiblingGroup>();
        foreach (var edge in node.Incoming)
            if (edge.Type == EdgeType.RunsOn && SiblingGroup.Of(edge.From, topology) is { } group)
                groups.Add(group);
        return groups;
    }
}
