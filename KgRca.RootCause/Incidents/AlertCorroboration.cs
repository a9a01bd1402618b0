using KgRca.RootCause.Events;
using KgRca.RootCause.Ranking;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Incidents;

/// <summary>
/// Whether an alert stands alone. What really slows or breaks a service shows in another signal of it as well, or in
/// those that call it or that it calls.
/// </summary>
internal static class AlertCorroboration
{
    /// <summary>
    /// Whether another alert about the workload, or one about a workload that calls it or that it calls, fires with it
    /// for longer than a time.
    /// </summary>
    public static bool Has(Episode firing, DateTimeOffset asOf, TimeSpan time, ClusterTopology topology)
    {
        var workload = RemediationTarget.Behind(firing.Subject, topology);
        return HasOther(workload, alert => alert.Reason != firing.Reason)
            || CallGraph
                .Callers(workload, topology)
                .Concat(CallGraph.Callees(workload, topology))
                .Distinct()
                .Any(other => HasOther(other, _ => true));

        bool HasOther(ResourceState of, Func<Episode, bool> isOther) =>
            CallGraph
                .PartsOf(of, topology)
                .Any(part =>
                    AlertDuration.On(part).Any(alert => isOther(alert) && Overlap(alert, firing, asOf) > time)
                );
    }

    /// <summary>Whether the workload has begun to log errors, from a window before the alert on.</summary>
    public static bool HasErrorLines(Episode firing, ClusterTopology topology) =>
        CallGraph
            .PartsOf(RemediationTarget.Behind(firing.Subject, topology), topology)
            .Any(part => HasErrorLine(part, firing.Onset - EngineHorizon.Window));

    /// <summary>
    /// Whether an error in the log of an object that was not said before began at a time or after it.
    /// </summary>
    public static bool HasErrorLine(ResourceState part, DateTimeOffset time) =>
        part.Errors.Exists(error => error is { IsFromLog: true, IsBaseline: false } && error.Onset >= time);

    private static TimeSpan Overlap(Episode left, Episode right, DateTimeOffset asOf)
    {
        var onset = left.Onset > right.Onset ? left.Onset : right.Onset;
        var (leftEnd, rightEnd) = (left.ResolvedAt ?? asOf, right.ResolvedAt ?? asOf);
        return (leftEnd < rightEnd ? leftEnd : rightEnd) - onset;
    }
}
