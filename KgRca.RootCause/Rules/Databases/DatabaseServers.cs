using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Databases;

/// <summary>Which workload serves the database that a line is about.</summary>
internal static class DatabaseServers
{
    private const int ShortestName = 3;

    private static readonly string[] Kinds = ["StatefulSet", "Deployment"];

    /// <summary>
    /// The workload that serves the database which a line of a client, or of the database, is about; null where
    /// nothing tells which of several it is.
    /// </summary>
    public static ResourceState? Of(Episode line, ClusterTopology topology)
    {
        var asked = DatabaseMessages.PortOf(line.Message) ?? ServerSoftware.PortOf(line.Message);
        if (NamedPeers.NamedBy(line, topology) is { } named && IsServer(named, asked, topology))
            return named;
        if (asked is not { } port)
            return null;
        var own = topology.WorkloadOf(line.Subject);
        var servers = ServersAt(port, own, own.Namespace, topology);
        if (servers.Count == 0)
            servers = ServersAt(port, own, null, topology);
        if (servers.Contains(own))
            return own;
        var called = CallGraph.Callees(own, topology).Where(servers.Contains).Distinct().ToList();
        if (called.Count == 1)
            return called[0];
        servers.RemoveAll(server => IsOfAnother(server, own, topology));
        return servers.Count == 1 ? servers[0] : null;
    }

    /// <summary>Whether a workload serves the kind of database or broker that a line is about.</summary>
    public static bool Serves(ResourceState workload, Episode line, ClusterTopology topology) =>
        (DatabaseMessages.PortOf(line.Message) ?? ServerSoftware.PortOf(line.Message)) is { } port
        && IsServer(workload, port, topology);

    /// <summary>The workloads of a namespace, or of all, behind Services that have a port.</summary>
    private static List<ResourceState> ServersAt(
        int port,
        ResourceState near,
        string? @namespace,
        ClusterTopology topology
    ) =>
        topology
            .OfKind(near.Cluster, "Service", @namespace)
            .Where(service => HasPort(service, port))
            .Select(service => WorkloadLookup.Behind(service, topology))
            .Where(workload => workload.Kind is "StatefulSet" or "Deployment")
            .Distinct()
            .ToList();

    private static bool IsServer(ResourceState workload, int? port, ClusterTopology topology) =>
        port is not { } value || ServersAt(value, workload, workload.Namespace, topology).Contains(workload);

    private static bool HasPort(ResourceState service, int port) =>
        service.Object is { } item && item.At("spec").Items("ports").Any(entry => entry.Number("port") == port);

    /// <summary>
    /// Whether a database is named after another workload than the one that asks, as charts name those that they bring
    /// along: <c>wiki-postgresql</c> is that of <c>wiki</c>.
    /// </summary>
    private static bool IsOfAnother(ResourceState server, ResourceState client, ClusterTopology topology)
    {
        if (IsNamedAfter(server, client))
            return false;
        foreach (var kind in Kinds)
        foreach (var workload in topology.OfKind(client.Cluster, kind, client.Namespace))
            if (workload != server && IsNamedAfter(server, workload))
                return true;
        return false;
    }

    private static bool IsNamedAfter(ResourceState server, ResourceState workload) =>
        workload.Name.Length >= ShortestName
        && server.Name.Length > workload.Name.Length
        && server.Name.StartsWith(workload.Name, StringComparison.Ordinal);
}
