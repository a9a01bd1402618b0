namespace KgRca.RootCause.Rules;

// Causes: HorizontalPodAutoscalers. One class for all families, so that an id reads the same wherever it is used.
internal static partial class Causes
{
    public const string AutoscalerMetrics = "autoscaler_metrics_unavailable";
    public const string AutoscalerTarget = "autoscaler_target_missing";
    public const string AutoscalerMaximum = "autoscaler_at_maximum";
    public const string AutoscalerOverlap = "autoscaler_overlap";

    /// <summary>What they mean and what to do: HorizontalPodAutoscalers.</summary>
    public static CauseClass[] OfAutoscaling { get; } =
    [
        new(
            AutoscalerMetrics,
            "Autoscaler has no metrics",
            CauseFamily.Container,
            CauseKinds.Autoscaler,
            "The autoscaler cannot read the metrics that it scales by, and leaves the replicas as they are.",
            "Check the metrics API, and that the target's containers have requests."
        )
        {
            ShownBy = ["APIService"],
            Mechanism = "Without metrics the autoscaler keeps the number of replicas, whatever the load.",
        },
        new(
            AutoscalerTarget,
            "Autoscaler's target does not exist",
            CauseFamily.Container,
            CauseKinds.Autoscaler,
            "The workload that the autoscaler scales does not exist, or cannot be scaled: it has no scale subresource, or one without a selector.",
            "Correct `scaleTargetRef`, or read the autoscaler's conditions."
        )
        {
            Mechanism = "An autoscaler without a target scales nothing.",
        },
        new(
            AutoscalerMaximum,
            "Autoscaler is at its maximum",
            CauseFamily.Container,
            CauseKinds.Autoscaler,
            "The load wants more replicas than the autoscaler may make.",
            "Raise `maxReplicas`, or find where the load comes from."
        )
        {
            Mechanism = "More load is shared by the same Pods, which become slow.",
        },
        new(
            AutoscalerOverlap,
            "Two autoscalers for one workload",
            CauseFamily.Container,
            CauseKinds.Autoscaler,
            "More than one HorizontalPodAutoscaler is for the same workload, or for workloads whose selectors match the same Pods, and none of them scales.",
            "Remove one of them, or give the workloads selectors of their own."
        )
        {
            Mechanism = "Autoscalers that share a target are disabled, so nothing scales it.",
        },
    ];
}
