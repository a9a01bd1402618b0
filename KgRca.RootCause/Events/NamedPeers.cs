using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Events;

/// <summary>Whom a line of a log says that it could not reach, as an object of the cluster.</summary>
internal static class NamedPeers
{
    private static readonly string[] Kinds = ["Service", "Deployment", "StatefulSet"];

    /// <summary>The workload that a line names; null where it names none that is known.</summary>
    public static ResourceState? NamedBy(Episode line, ClusterTopology topology)
    {
        if (
            line.PeerHost is not { Length: > 0 } host
            || Named(host.Split('.'), line.Subject, topology) is not { } named
        )
            return null;
        var workload = WorkloadLookup.Behind(named, topology);
        return workload == topology.WorkloadOf(line.Subject) ? null : workload;
    }

    /// <summary>
    /// The Service or Deployment of a host's name: alone, with its namespace, or after the name of one of its Pods.
    /// </summary>
    private static ResourceState? Named(string[] labels, ResourceState near, ClusterTopology topology) =>
        labels switch
        {
            [var name] => Find(near, topology, near.Namespace, name),
            [var first, var second] => Find(near, topology, second, first)
                ?? Find(near, topology, near.Namespace, second),
            [var first, var second, "svc", ..] => Find(near, topology, second, first),
            [_, var second, var third, "svc", ..] => Find(near, topology, third, second),
            [var name, ..] => Find(near, topology, near.Namespace, name),
            _ => null,
        };

    private static ResourceState? Find(ResourceState near, ClusterTopology topology, string space, string name) =>
        Kinds
            .Select(kind => topology.Find(near.Cluster, kind, space, name))
            .FirstOrDefault(found => found is { Exists: true });
}
