using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Changes;

/// <summary>
/// Workloads that were made or changed after what rules them: whoever came last has brought the conflict about.
/// </summary>
internal static class LaterChanges
{
    /// <summary>
    /// Whether the workload behind a failure was created, or its template changed, after a time and before the failure.
    /// A restart by an annotation is no change; of a rollout that only an event tells of, nobody knows what it changed.
    /// </summary>
    public static bool Came(Episode failure, DateTimeOffset since, ClusterTopology topology)
    {
        var workload = WorkloadLookup.Behind(failure.Subject, topology);
        if (workload.CreatedAt > since)
            return true;
        return workload.Candidates.Exists(change =>
            change is { Source: EpisodeSources.Finding, Assessment.Cause: Causes.Rollout }
            && change.Onset > since
            && change.Onset <= failure.Time
            && !ObjectChanges.IsOfAnnotations(change)
        );
    }
}
