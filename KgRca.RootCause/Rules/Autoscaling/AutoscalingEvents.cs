using KgRca.RootCause.Events;

namespace KgRca.RootCause.Rules.Autoscaling;

/// <summary>Events of the autoscaler's controller.</summary>
internal static class AutoscalingEvents
{
    public static IReadOnlyList<EventReader> All { get; } =
    [
        new(["FailedComputeMetricsReplicas"], (in seen) => CauseAssessment.Origin(CauseOf(in seen))),
        EventReader.Origin(
            Causes.AutoscalerMetrics,
            "FailedGetResourceMetric",
            "FailedGetPodsMetric",
            "FailedGetObjectMetric",
            "FailedGetExternalMetric"
        ),
        EventReader.Origin(Causes.AutoscalerOverlap, "AmbiguousSelector"),
        EventReader.Origin(Causes.AutoscalerTarget, "SelectorRequired", "InvalidSelector", "FailedGetScale"),
    ];

    private static string CauseOf(in Observation seen)
    {
        if (seen.Says("controlled by multiple HPAs"))
            return Causes.AutoscalerOverlap;
        return seen.Says("selector") && !seen.Says("invalid metrics")
            ? Causes.AutoscalerTarget
            : Causes.AutoscalerMetrics;
    }
}
