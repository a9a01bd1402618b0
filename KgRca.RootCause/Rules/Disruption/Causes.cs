namespace KgRca.RootCause.Rules;

// Causes: PodDisruptionBudgets. One class for all families, so that an id reads the same wherever it is used.
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
            "Disruption budget forbids every eviction",
            CauseFamily.Container,
            CauseKinds.Budget,
            "The budget allows no disruption though all its Pods are healthy, or cannot be reckoned since Pods of it belong to no workload: no node that runs one can be drained.",
            "Lower `minAvailable`, or add replicas; for Pods without a workload `minAvailable` has to be a number."
        )
        {
            Mechanism = "The eviction API refuses every eviction, so nodes cannot be drained.",
        },
        new(
            BudgetOverlap,
            "Two disruption budgets for the same Pods",
            CauseFamily.Container,
            CauseKinds.Budget,
            "The eviction API refuses Pods that more than one budget is for.",
            "Remove one of them, or narrow its selector."
        )
        {
            Mechanism = "The eviction API refuses Pods that match more than one budget.",
        },
        new(
            BudgetSelector,
            "Disruption budget protects no Pod",
            CauseFamily.Container,
            CauseKinds.Budget,
            "The budget selects labels that no Pod has, though the workload that it is named after is there: a drain may take all Pods of that at once.",
            "Correct its `selector`."
        )
        {
            Mechanism = "A drain may evict all Pods at once, since no budget counts them.",
        },
    ];
}
