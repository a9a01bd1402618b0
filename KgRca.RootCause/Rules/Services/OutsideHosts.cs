using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Ingress;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Services;

/// <summary>Hosts outside of the cluster, as lines name them: a provider's API, a partner, a managed database.</summary>
internal static class OutsideHosts
{
    private const int FewestLabels = 2;

    // Of Kubernetes itself, of machines, and of nobody.
    private static readonly string[] Inner = [".local", ".svc", ".localdomain", ".localhost", ".arpa", ".pod"];

    /// <summary>The host that a line is about, where it lies outside; null otherwise.</summary>
    public static string? In(string message, ResourceState writer, ClusterTopology topology) =>
        PeerName.HostIn(message) is { } host && IsOutside(host, writer, topology) ? host : null;

    private static bool IsOutside(string host, ResourceState writer, ClusterTopology topology)
    {
        var labels = host.Split('.');
        return labels.Length >= FewestLabels
            && Array.IndexOf(labels, "svc") < 0
            && labels[^1].Length > 1
            && labels[^1].All(char.IsAsciiLetter)
            && !Array.Exists(Inner, suffix => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            && !(labels.Length == FewestLabels && IsNamespace(labels[^1], writer, topology))
            && BlamedPeers.Find(host, writer, topology) is null
            // What a route of the cluster serves comes back to the cluster.
            && !NamedRoutes.Serve(host, writer.Cluster, topology);
    }

    private static bool IsNamespace(string name, ResourceState writer, ClusterTopology topology) =>
        topology.Find(writer.Cluster, "Namespace", "", name) is not null
        || topology.OfKind(writer.Cluster, "Service", name).Any()
        || topology.OfKind(writer.Cluster, "Pod", name).Any();
}
