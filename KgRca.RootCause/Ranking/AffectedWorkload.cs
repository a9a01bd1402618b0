using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Ranking;

/// <summary>
/// The workload that suffers from a cause: the one behind the cause's own object, such as the Pods that a Service was
/// to select, else the one behind the error that it explains.
/// </summary>
internal static class AffectedWorkload
{
    private const int MaxSteps = 2;

    /// <summary>The workload; null where no workload is known to suffer.</summary>
    public static ObjectReference? Of(Episode cause, Episode effect, ClusterTopology topology) =>
        (Behind(cause.Subject, topology) ?? Behind(effect.Subject, topology)) is { } workload
            ? new ObjectReference(workload.Kind, workload.Name, workload.Namespace)
            : null;

    private static ResourceState? Behind(ResourceState subject, ClusterTopology topology) =>
        AsWorkload(WorkloadLookup.Behind(subject, topology)) ?? Served(subject, topology, MaxSteps);

    /// <summary>What an Ingress, a route or an autoscaler stands before.</summary>
    private static ResourceState? Served(ResourceState subject, ClusterTopology topology, int steps)
    {
        if (steps == 0)
            return null;
        foreach (var edge in subject.Outgoing)
        {
            if (edge.Type is not (EdgeType.RoutesTo or EdgeType.Scales or EdgeType.Selects))
                continue;
            var served = AsWorkload(WorkloadLookup.Behind(edge.To, topology)) ?? Served(edge.To, topology, steps - 1);
            if (served is not null)
                return served;
        }
        return null;
    }

    private static ResourceState? AsWorkload(ResourceState resource) =>
        resource.Kind is "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" or "Job" or "CronJob" or "Pod"
            ? resource
            : null;
}
