using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Nodes;

/// <summary>
/// Agents that every Pod of a node needs, such as kube-proxy and the network plugin. One that fails on a node is trouble
/// of that node; one that fails on most nodes is trouble of its DaemonSet.
/// </summary>
internal static class NodeAgents
{
    /// <summary>Of an agent that fails.</summary>
    public const string Reason = "NodeAgentFailing";

    private static readonly (string Name, string Cause)[] Known =
    [
        ("kube-proxy", Causes.KubeProxy),
        ("aws-node", Causes.NodeNetwork),
        ("calico", Causes.NodeNetwork),
        ("canal", Causes.NodeNetwork),
        ("cilium", Causes.NodeNetwork),
        ("flannel", Causes.NodeNetwork),
        ("weave", Causes.NodeNetwork),
        ("antrea", Causes.NodeNetwork),
        ("kube-router", Causes.NodeNetwork),
        ("kindnet", Causes.NodeNetwork),
        ("multus", Causes.NodeNetwork),
        ("ovn", Causes.NodeNetwork),
        ("cni", Causes.NodeNetwork),
        ("azure-vnet", Causes.NodeNetwork),
        ("terway", Causes.NodeNetwork),
        ("contiv", Causes.NodeNetwork),
        ("romana", Causes.NodeNetwork),
        ("ztunnel", Causes.NodeNetwork),
        ("local-dns", Causes.NodeNetwork),
        ("localdns", Causes.NodeNetwork),
        ("device-plugin", Causes.NodeProblem),
        ("csi", Causes.NodeProblem),
    ];

    /// <summary>The cause that a DaemonSet's failure on a node is; null where no Pod needs it.</summary>
    public static string? CauseOf(ResourceState daemonSet)
    {
        if (daemonSet.Kind != "DaemonSet")
            return null;
        foreach (var (name, cause) in Known)
            if (daemonSet.Name.Contains(name, StringComparison.OrdinalIgnoreCase))
                return cause;
        return null;
    }

    /// <summary>Whether a DaemonSet gives Pods their network, by its name or its images.</summary>
    public static bool IsNetworkPlugin(ResourceState daemonSet) =>
        Array.Exists(
            Known,
            known =>
                known.Cause == Causes.NodeNetwork
                && (
                    daemonSet.Name.Contains(known.Name, StringComparison.OrdinalIgnoreCase)
                    || NameTokens.Shared(known.Name, daemonSet) > 0
                )
        );

    /// <summary>Whether a DaemonSet is what Pods of a node need to reach names and peers.</summary>
    public static bool IsOfNetwork(ResourceState daemonSet) =>
        CauseOf(daemonSet) is Causes.KubeProxy or Causes.NodeNetwork;

    public static void InspectNode(ClusterTopology topology, ResourceState node, List<Finding> findings)
    {
        foreach (var edge in node.Incoming)
        {
            if (
                edge.Type != EdgeType.RunsOn
                || topology.WorkloadOf(edge.From) is not { Kind: "DaemonSet" } daemonSet
                || CauseOf(daemonSet) is not { } cause
                || FailureOf(edge.From, topology.Now) is not { } failure
                || findings.Exists(finding => finding.Cause == cause)
                || IsEverywhere(daemonSet, topology.Now)
            )
                continue;
            var well = WellPodOf(daemonSet, topology.Now);
            findings.Add(
                Finding.Origin(
                    cause,
                    Severity.Warning,
                    Reason,
                    $"DaemonSet {daemonSet.Name} fails on node {node.Name} and not on others: {failure.Message}",
                    node,
                    failure.Onset,
                    [
                        Evidence.Of(edge.From, failure.Reason, failure.Message),
                        .. well is null
                            ? []
                            : (Evidence[])[Evidence.Of(well, "status.conditions[Ready].status", "True")],
                    ]
                )
            );
        }
    }

    public static void InspectDaemonSet(ClusterTopology topology, ResourceState daemonSet, List<Finding> findings)
    {
        // One that does not start says why by itself.
        if (findings.Count > 0 || CauseOf(daemonSet) is not { } cause || !IsEverywhere(daemonSet, topology.Now))
            return;
        var failing = CallGraph
            .PodsOf(daemonSet)
            .Select(pod => FailureOf(pod, topology.Now))
            .OfType<Episode>()
            .OrderBy(failure => failure.Onset)
            .ThenBy(failure => failure.EventId, StringComparer.Ordinal)
            .ToList();
        if (failing.Count == 0)
            return;
        findings.Add(
            Finding.Origin(
                cause,
                Severity.Warning,
                Reason,
                $"DaemonSet {daemonSet.Name}, which Pods need on every node, fails on {failing.Count} nodes: {failing[0].Message}",
                daemonSet,
                failing[0].Onset,
                [.. failing.Take(3).Select(failure => Evidence.Of(failure.Subject, failure.Reason, failure.Message))]
            )
        );
    }

    /// <summary>The node and the DaemonSet to inspect again after something was said of an agent's Pod.</summary>
    public static IEnumerable<ResourceState> Around(ResourceState pod, ClusterTopology topology)
    {
        if (
            pod.Kind != "Pod"
            || topology.WorkloadOf(pod) is not { Kind: "DaemonSet" } daemonSet
            || CauseOf(daemonSet) is null
        )
            yield break;
        yield return daemonSet;
        if (WorkloadLookup.NodeOf(pod) is { } node)
            yield return node;
    }

    /// <summary>What an agent's Pod says while it is not ready; null while it is well, or only starts.</summary>
    public static Episode? FailureOf(ResourceState pod, DateTimeOffset now)
    {
        if (pod.Read(PodState.Of) is not { IsBeingDeleted: false } state || (state.Condition ?? state.IsReady))
            return null;
        for (var i = pod.Candidates.IndexAtOrAfter(now - EngineHorizon.Window); i < pod.Candidates.Count; i++)
        {
            var candidate = pod.Candidates[i];
            if (
                candidate.Severity >= Severity.Warning
                && candidate.ResolvedAt is null
                && candidate.Assessment.Role != CauseRole.Change
            )
                return candidate;
        }
        return null;
    }

    // One that fails on more than half of its nodes fails for a reason of its own.
    private static bool IsEverywhere(ResourceState daemonSet, DateTimeOffset now)
    {
        var (all, failing) = (0, 0);
        foreach (var pod in CallGraph.PodsOf(daemonSet))
        {
            if (!pod.Exists)
                continue;
            all++;
            if (FailureOf(pod, now) is not null)
                failing++;
        }
        return failing * 2 > all;
    }

    private static ResourceState? WellPodOf(ResourceState daemonSet, DateTimeOffset now) =>
        CallGraph
            .PodsOf(daemonSet)
            .FirstOrDefault(pod =>
                pod.Exists
                && pod.Read(PodState.Of) is { } state
                && (state.Condition ?? state.IsReady)
                && FailureOf(pod, now) is null
            );
}
