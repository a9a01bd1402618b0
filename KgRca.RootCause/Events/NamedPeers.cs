using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Events;

/// <summary>Whom a line of a log says that it could not reach, as an object of the cluster.</summary>
internal static class NamedPeers
{
    /// <summary>The workload that a line names; null where it names none that is known.</summary>
    public static ResourceState? NamedBy(Episode line, ClusterTopology topology)
    {
        if (line.Peer is not { Length: > 0 } name)
            return null;
        var (cluster, space) = (line.Subject.Cluster, line.Subject.Namespace);
        var named = topology.Find(cluster, "Service", space, name) ?? topology.Find(cluster, "Deployment", space, name);
        if (named is not { Exists: true })
            return null;
        var workload = WorkloadLookup.Behind(named, topology);
        return workload == topology.WorkloadOf(line.Subject) ? null : workload;
    }
}
