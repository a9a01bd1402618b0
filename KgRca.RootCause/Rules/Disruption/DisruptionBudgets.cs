using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Disruption;

/// <summary>
/// Budgets that stop every drain: one that allows no disruption while all Pods are healthy, two for the same Pods, of
/// which the eviction API takes neither, and one that protects nothing.
/// </summary>
internal static class DisruptionBudgets
{
    private static readonly string[] Workloads = ["Deployment", "StatefulSet"];

    public static void Inspect(ClusterTopology topology, ResourceState budget, JsonElement item, List<Finding> findings)
    {
        var status = item.At("status");
        if (
            status.Number("disruptionsAllowed") == 0
            && status.Number("expectedPods") is > 0 and var expected
            && status.Number("currentHealthy") >= expected
        )
        {
            findings.Add(
                new Finding(
                    Causes.BudgetBlocks,
                    CauseRole.Latent,
                    Severity.Warning,
                    "DisruptionBudgetBlocks",
                    $"PodDisruptionBudget {budget.Name} blocks every eviction although all {expected} Pods are "
                        + "healthy: nodes that run them cannot be drained.",
                    budget,
                    budget.CreatedAt ?? budget.ObservedAt ?? default,
                    Evidence.Of(budget, item, "spec"),
                    Evidence.Of(budget, item, "status", "desiredHealthy")
                )
                {
                    // One that spares a Pod forbids evictions only while one is under way.
                    PendingFor = status.Number("desiredHealthy") >= expected ? TimeSpan.Zero : PendingPeriods.Draining,
                }
            );
        }
        if (
            status.Number("disruptionsAllowed") == 0
            && status.Number("expectedPods") == 0
            && status.Number("currentHealthy") is > 0 and var unmanaged
        )
        {
            findings.Add(
                new Finding(
                    Causes.BudgetBlocks,
                    CauseRole.Latent,
                    Severity.Warning,
                    "DisruptionBudgetOfUnmanagedPods",
                    $"PodDisruptionBudget {budget.Name} blocks every eviction: {unmanaged} of its Pods "
                        + "have no controller, so allowed disruptions cannot be computed.",
                    budget,
                    budget.CreatedAt ?? budget.ObservedAt ?? default,
                    Evidence.Of(budget, item, "spec"),
                    Evidence.Of(budget, item, "status", "expectedPods")
                )
            );
        }
        foreach (var condition in status.Items("conditions"))
        {
            if (
                condition.Text("type") != "DisruptionAllowed"
                || condition.Text("status") != "False"
                || condition.Text("reason") != "SyncFailed"
            )
                continue;
            findings.Add(
                new Finding(
                    Causes.BudgetBlocks,
                    CauseRole.Latent,
                    Severity.Warning,
                    "DisruptionBudgetFails",
                    $"PodDisruptionBudget {budget.Name} blocks every eviction: allowed disruptions cannot be computed: "
                        + $"{condition.Text("message")}",
                    budget,
                    condition.Time("lastTransitionTime") ?? budget.ObservedAt ?? default,
                    Evidence.OfCondition(budget, condition)
                )
            );
        }
        if (
            status.Number("expectedPods") == 0
            && status.Number("currentHealthy") == 0
            && NamesakeOfOtherLabels(topology, budget, item) is { } like
        )
        {
            findings.Add(
                new Finding(
                    Causes.BudgetSelector,
                    CauseRole.Latent,
                    Severity.Warning,
                    "DisruptionBudgetWithoutPods",
                    $"PodDisruptionBudget {budget.Name} matches no Pods: none has the labels it selects; "
                        + $"those of {like.Kind} {like.Name} have labels "
                        + $"{Labels.Text(like.Object?.At("spec", "template", "metadata") ?? default, "labels")}.",
                    budget,
                    budget.CreatedAt ?? budget.ObservedAt ?? default,
                    Evidence.Of(budget, item, "spec", "selector"),
                    Evidence.Of(like, like.Object, "spec", "template", "metadata", "labels")
                )
                {
                    PendingFor = PendingPeriods.Applying,
                }
            );
        }
        foreach (var workload in Workloads.SelectMany(kind => topology.OfKind(budget.Cluster, kind, budget.Namespace)))
        {
            if (
                workload.Object is not { } workloadItem
                || workloadItem.At("spec", "template", "metadata") is var labels && !IsFor(item, labels)
            )
                continue;
            if (
                topology
                    .OfKind(budget.Cluster, "PodDisruptionBudget", budget.Namespace)
                    .FirstOrDefault(other =>
                        other != budget && other.Object is { } otherItem && IsFor(otherItem, labels)
                    )
                is not { } twin
            )
                continue;
            findings.Add(
                new Finding(
                    Causes.BudgetOverlap,
                    CauseRole.Latent,
                    Severity.Warning,
                    "DisruptionBudgetOverlap",
                    $"PodDisruptionBudgets {budget.Name} and {twin.Name} both match the Pods of "
                        + $"{workload.Kind} {workload.Name}: none of them can be evicted.",
                    budget,
                    budget.CreatedAt ?? budget.ObservedAt ?? default,
                    Evidence.Of(budget, item, "spec", "selector"),
                    Evidence.Of(twin, twin.Object, "spec", "selector")
                )
            );
            return;
        }
    }

    /// <summary>
    /// The workload that a budget is named after, where it selects the Pods of none: one that is made before its
    /// workload, or for the Pods of Jobs, is well.
    /// </summary>
    private static ResourceState? NamesakeOfOtherLabels(
        ClusterTopology topology,
        ResourceState budget,
        JsonElement item
    )
    {
        ResourceState? like = null;
        foreach (var workload in Workloads.SelectMany(kind => topology.OfKind(budget.Cluster, kind, budget.Namespace)))
        {
            if (workload.Object is { } own && IsFor(item, own.At("spec", "template", "metadata")))
                return null;
            if (budget.Name == workload.Name || budget.Name == $"{workload.Name}-pdb")
                like ??= workload;
        }
        return like;
    }

    private static bool IsFor(JsonElement budget, JsonElement labels) =>
        budget.At("spec", "selector") is { ValueKind: JsonValueKind.Object } selector
        && Labels.Matches(selector, labels);
}
