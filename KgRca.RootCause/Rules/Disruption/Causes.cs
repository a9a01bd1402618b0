namespace KgRca.RootCause.Rules;

// Causes: PodDisruptionBudgets.
internal static partial class Causes
{
    public const string BudgetBlocks = "disruption_budget_blocks";
    public const string BudgetOverlap = "disruption_budget_overlap";
    public const string BudgetSelector = "disruption_budget_selector_mismatch";

    /// <summary>What they mean and what to do: PodDisruptionBudgets.</summary>
    public static CauseClass[] OfDisruption { get; } =
    [
        new(
            BudgetBlocks,
            "PodDisruptionBudget blocks all evictions",
            CauseFamily.Container,
            CauseKinds.Budget,
            "The budget allows no disruptions although all its Pods are healthy, or allowed disruptions "
                + "cannot be computed because some Pods have no controller. Nodes that run these Pods cannot be "
                + "drained.",
            "Lower `minAvailable`, or add replicas; for Pods without a controller `minAvailable` must be a number."
        )
        {
            Mechanism = "The eviction API rejects every eviction, so nodes cannot be drained.",
        },
        new(
            BudgetOverlap,
            "Several PodDisruptionBudgets match the same Pods",
            CauseFamily.Container,
            CauseKinds.Budget,
            "The eviction API rejects Pods that several budgets match.",
            "Remove all but one, or narrow a selector."
        )
        {
            Mechanism = "The eviction API supports one budget per Pod and rejects the eviction.",
        },
        new(
            BudgetSelector,
            "PodDisruptionBudget matches no Pods",
            CauseFamily.Container,
            CauseKinds.Budget,
            "The budget's selector matches no Pods although the workload it is named after exists: a drain "
                + "may evict all its Pods at once.",
            "Fix its `selector`."
        )
        {
            Mechanism = "No budget protects the Pods, so a drain may evict all of them at once.",
        },
    ];
}
