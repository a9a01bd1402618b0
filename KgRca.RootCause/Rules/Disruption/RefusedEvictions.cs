using System.Text.Json;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Disruption;

/// <summary>The budgets that select a Pod whose eviction was refused.</summary>
internal static class RefusedEvictions
{
    private static readonly string[] Refusals =
    [
        "disruption budget",
        "DisruptionBudget",
        "Cannot evict pod",
        "TooManyRequests",
    ];

    /// <summary>The budgets of the Pods that a message about an eviction names.</summary>
    public static IEnumerable<ResourceState> Budgets(Episode error, ClusterTopology topology)
    {
        var message = error.Message;
        if (
            !message.Contains("evict", StringComparison.OrdinalIgnoreCase)
            || !Array.Exists(Refusals, text => message.Contains(text, StringComparison.Ordinal))
        )
            yield break;
        foreach (var budget in topology.OfKind(error.Subject.Cluster, "PodDisruptionBudget", null))
            if (
                budget.Object is { } item
                && budget.ActiveFindings.Count > 0
                && topology
                    .OfKind(budget.Cluster, "Pod", budget.Namespace)
                    .Any(pod => message.Contains(pod.Name, StringComparison.Ordinal) && Selects(item, pod))
            )
                yield return budget;
    }

    private static bool Selects(JsonElement budget, ResourceState pod) =>
        pod.Object is { } item && Labels.Matches(budget.At("spec", "selector"), item.At("metadata"));
}
