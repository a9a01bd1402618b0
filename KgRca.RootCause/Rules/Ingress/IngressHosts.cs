using System.Text.Json;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Ingress;

/// <summary>The hosts of Ingresses, by which they concern each other.</summary>
internal static class IngressHosts
{
    /// <summary>
    /// The other Ingresses that may be judged otherwise now: those with a host of a changed one, as it is or as it was,
    /// and those without a class that nobody seemed to serve.
    /// </summary>
    public static IEnumerable<ResourceState> Related(
        ClusterTopology topology,
        ResourceState ingress,
        JsonElement? before
    )
    {
        var hosts = Of(before).Concat(Of(ingress.Object)).ToHashSet(StringComparer.Ordinal);
        return topology
            .OfKind(ingress.Cluster, "Ingress", null)
            .Where(other =>
                other != ingress
                && (
                    Has(other, hosts)
                    || other.ActiveFindings.Exists(finding => finding.Assessment.Cause == Causes.IngressClass)
                )
            );
    }

    /// <summary>Whether two states of an Ingress are alike to other Ingresses.</summary>
    public static bool AreAlike(JsonElement before, JsonElement after) =>
        JsonReading.Same(before.At("spec"), after.At("spec"))
        && JsonReading.Same(before.At("metadata", "annotations"), after.At("metadata", "annotations"))
        && JsonReading.Same(before.At("status"), after.At("status"));

    private static IEnumerable<string> Of(JsonElement? ingress) =>
        ingress is { } item ? item.At("spec").Items("rules").Select(rule => rule.Text("host") ?? "") : [];

    public static bool Has(ResourceState ingress, HashSet<string> hosts)
    {
        if (ingress.Object is not { } item)
            return false;
        foreach (var rule in item.At("spec").Items("rules"))
            if (hosts.Contains(rule.Text("host") ?? ""))
                return true;
        return false;
    }
}
