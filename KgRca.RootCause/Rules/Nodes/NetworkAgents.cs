using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Nodes;

/// <summary>The agents that calls over the network need, for calls that fail.</summary>
internal static class NetworkAgents
{
    private static readonly string[] Failures =
    [
        "timeout",
        "timed out",
        "ETIMEDOUT",
        "EHOSTUNREACH",
        "no route to host",
        "network is unreachable",
        "deadline exceeded",
        "connection reset",
        "while reading body",
    ];

    /// <summary>
    /// What an error of the network leads to: agents that fail or were changed, on every node, on that of the Pod, and
    /// on that of the Pods that it calls.
    /// </summary>
    public static IEnumerable<ResourceState> Behind(Episode error, ClusterTopology topology)
    {
        if (!IsOfNetwork(error))
            yield break;
        foreach (var daemonSet in topology.OfKind(error.Subject.Cluster, "DaemonSet", null))
            if (NodeAgents.IsOfNetwork(daemonSet) && daemonSet != topology.WorkloadOf(error.Subject))
                foreach (var part in ConfigurationOf(daemonSet, topology).Append(daemonSet))
                    if (Fails(part) || HasChanged(part, error))
                        yield return part;
        if (WorkloadLookup.NodeOf(error.Subject) is { } own && Fails(own))
            yield return own;
        if (NamedPeers.NamedBy(error, topology) is { } peer && OnlyNodeOf(peer) is { } there && Fails(there))
            yield return there;
    }

    /// <summary>Whether a Pod's error says that a call got no answer over the network.</summary>
    public static bool IsOfNetwork(Episode error) =>
        error is { Subject.Kind: "Pod", IsFromLog: true }
        && error.Assessment.Cause
            is Causes.Dns
                or Causes.DependencyUnavailable
                or Causes.ServiceAddress
                or Causes.ApplicationError
                or null
        && Array.Exists(Failures, text => error.Message.Contains(text, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<ResourceState> ConfigurationOf(ResourceState daemonSet, ClusterTopology topology) =>
        topology
            .OfKind(daemonSet.Cluster, "ConfigMap", daemonSet.Namespace)
            .Where(map => NameTokens.Shared(map.Name, daemonSet) > 0);

    private static bool HasChanged(ResourceState resource, Episode error) =>
        resource.Candidates.Exists(change =>
            change.Assessment.Role == CauseRole.Change
            && change.Onset <= error.Onset
            && error.Onset - change.Onset <= EngineHorizon.Window
        );

    private static bool Fails(ResourceState resource) =>
        resource.ActiveFindings.Exists(finding => finding.Reason == NodeAgents.Reason);

    /// <summary>The node that all Pods of a workload run on; null where they run on several.</summary>
    private static ResourceState? OnlyNodeOf(ResourceState workload)
    {
        ResourceState? only = null;
        foreach (var pod in CallGraph.PodsOf(workload))
        {
            if (!pod.Exists || WorkloadLookup.NodeOf(pod) is not { } node)
                continue;
            if (only is not null && only != node)
                return null;
            only = node;
        }
        return only;
    }
}
