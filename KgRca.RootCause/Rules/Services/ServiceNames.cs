using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Services;

/// <summary>The host names that messages say were not found.</summary>
internal static class ServiceNames
{
    /// <summary>
    /// Whether the name that was not found is right: that of a Service (when a cluster is set up, callers often start
    /// before the called), or of a workload that has none.
    /// </summary>
    public static bool IsKnown(Episode cause, ClusterTopology topology) =>
        PeerName.In(cause.Message) is { } name
        && (
            topology.Find(cause.Subject.Cluster, "Service", cause.Subject.Namespace, name) is { Exists: true }
            || topology.Find(cause.Subject.Cluster, "Deployment", cause.Subject.Namespace, name) is { Exists: true }
        );
}
