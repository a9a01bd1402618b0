namespace KgRca.RootCause.Rules;

// Causes: HorizontalPodAutoscalers.
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
            "The autoscaler cannot read its metrics and keeps the current number of replicas.",
            "Check the metrics API, and that the target's containers set resource requests."
        )
        {
            ShownBy = ["APIService"],
            Mechanism = "Without metrics the autoscaler does not change the number of replicas, whatever the load.",
        },
        new(
            AutoscalerTarget,
            "Autoscaler target not found",
            CauseFamily.Container,
            CauseKinds.Autoscaler,
            "The autoscaler's target does not exist or cannot be scaled: it has no scale subresource, or one "
                + "without a selector.",
            "Fix `scaleTargetRef`, or read the autoscaler's conditions."
        )
        {
            Mechanism = "An autoscaler without a valid target scales nothing.",
        },
        new(
            AutoscalerMaximum,
            "Autoscaler at maximum replicas",
            CauseFamily.Container,
            CauseKinds.Autoscaler,
            "The load needs more replicas than `maxReplicas` allows.",
            "Raise `maxReplicas`, or find the source of the load."
        )
        {
            Mechanism = "No Pods are added, so the existing ones take all further load and slow down.",
        },
        new(
            AutoscalerOverlap,
            "Several autoscalers for one workload",
            CauseFamily.Container,
            CauseKinds.Autoscaler,
            "Several HorizontalPodAutoscalers target the same workload, or workloads whose selectors match "
                + "the same Pods, so none of them scales.",
            "Remove all but one, or give the workloads distinct selectors."
        )
        {
            Mechanism = "The controller refuses to scale Pods that several autoscalers match, so nothing scales them.",
        },
    ];
}
