using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Applications;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Incidents;

/// <summary>
/// Callers that fail since what they call does not run: they report a dependency, it is known that they call it, and
/// it had failed by then. That one service reports errors while another that it calls does so too is not enough.
/// </summary>
internal static class FailedDependency
{
    // A Pod is often reported to have failed, or a Service to have no Pod, after its callers have noticed.
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(2);

    /// <summary>The incidents of what an error says that it could not reach, or of those who could not reach it.</summary>
    public static IEnumerable<Incident> Near(Episode error, ClusterTopology topology)
    {
        var workload = WorkloadLookup.Behind(error.Subject, topology);
        if (MayBeOfACaller(error))
            foreach (var callee in Meant(error, workload, topology))
            foreach (var fault in ErrorsOf(callee, topology))
                if (Explains(fault, error, topology) && fault.Incident is { } incident)
                    yield return incident;
        if (!IsOfWhatRuns(error))
            yield break;
        foreach (var caller in CallGraph.Callers(workload, topology).Distinct())
        foreach (var other in ErrorsOf(caller, topology))
            if (
                other.Incident is { } incident
                && MayBeOfACaller(other)
                && Explains(error, other, topology)
                && Meant(other, caller, topology).Contains(workload)
            )
                yield return incident;
    }

    /// <summary>The workload that a caller's error is about: the one that it names, else the only one that it calls.</summary>
    private static List<ResourceState> Meant(Episode error, ResourceState caller, ClusterTopology topology)
    {
        if (NamedPeers.NamedBy(error, topology) is { } named)
            return [named];
        if (error.Peer is { Length: > 0 })
            return [];
        var callees = CallGraph.Callees(caller, topology).Distinct().Take(2).ToList();
        return callees.Count == 1 ? callees : [];
    }

    private static bool MayBeOfACaller(Episode error) =>
        error.IsFromLog && (error.Peer is { Length: > 0 } || LogEvidence.IsOfDependency(error));

    /// <summary>Whether a fault stopped a workload by the time at which a caller noticed.</summary>
    private static bool Explains(Episode fault, Episode error, ClusterTopology topology) =>
        IsOfWhatRuns(fault)
        && fault.ResolvedAt is null
        && fault.Onset - Lag <= error.Time
        && error.Onset - fault.Time <= EngineHorizon.Window
        && WorkloadLookup.Behind(fault.Subject, topology) is { Object: { } item }
        && !Readiness.OfWorkload(item);

    /// <summary>Whether an error says that a Pod, a workload or a Service is not there, not what it reports itself.</summary>
    private static bool IsOfWhatRuns(Episode error) =>
        !error.IsFromLog
        && !Signals.IsAlert(error)
        && error.Subject.Kind is "Pod" or "Service" or "ReplicaSet" or "Deployment" or "StatefulSet" or "DaemonSet";

    private static IEnumerable<Episode> ErrorsOf(ResourceState workload, ClusterTopology topology)
    {
        foreach (var part in CallGraph.PartsOf(workload, topology))
        {
            for (var i = 0; i < part.Errors.Count; i++)
                yield return part.Errors[i];
        }
    }
}
