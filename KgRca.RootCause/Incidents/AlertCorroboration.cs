using KgRca.RootCause.Events;
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
        var workload = WorkloadLookup.Behind(firing.Subject, topology);
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
                    Signals.AlertsOn(part).Any(alert => isOther(alert) && Overlap(alert, firing, asOf) > time)
                );
    }

    /// <summary>Whether the workload has begun to log errors, from a window before the alert on.</summary>
    public static bool HasErrorLines(Episode firing, ClusterTopology topology) =>
        CallGraph
            .PartsOf(WorkloadLookup.Behind(firing.Subject, topology), topology)
            .Any(part => Signals.HasErrorLine(part, firing.Onset - EngineHorizon.Window));

    private static TimeSpan Overlap(Episode left, Episode right, DateTimeOffset asOf)
    {
        var onset = left.Onset > right.Onset ? left.Onset : right.Onset;
        var (leftEnd, rightEnd) = (left.ResolvedAt ?? asOf, right.ResolvedAt ?? asOf);
        return (leftEnd < rightEnd ? leftEnd : rightEnd) - onset;
    }
}
