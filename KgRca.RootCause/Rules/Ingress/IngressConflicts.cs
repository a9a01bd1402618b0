using System.Text.Json;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Ingress;

/// <summary>Ingresses that have the host and path of an older one of the same class.</summary>
internal static class IngressConflicts
{
    // With them two of one path share its requests, or differ in what else a request must have.
    private static readonly string[] Sharing =
    [
        "nginx.ingress.kubernetes.io/canary",
        "traefik.ingress.kubernetes.io/router.",
        "konghq.com/methods",
        "konghq.com/headers",
        "alb.ingress.kubernetes.io/conditions.",
    ];

    /// <summary>
    /// Looks for an older Ingress of the same class that has a host and path of this one, and is served at the same
    /// address: where each has a load balancer of its own, they are no trouble to each other.
    /// </summary>
    public static void Compare(
        ClusterTopology topology,
        ResourceState ingress,
        JsonElement item,
        List<Finding> findings
    )
    {
        var paths = Paths(item).ToHashSet();
        if (paths.Count == 0 || Shares(item))
            return;
        var hosts = paths.Select(path => path.Host).ToHashSet(StringComparer.Ordinal);
        foreach (var other in topology.OfKind(ingress.Cluster, "Ingress", null))
        {
            if (
                other == ingress
                || !IsOlder(other, ingress)
                || !IngressHosts.Has(other, hosts)
                || other.Object is not { } otherItem
                || Paths(otherItem).FirstOrDefault(paths.Contains) is not { Path: not null } both
            )
                continue;
            if (
                IngressClasses.Of(otherItem) != IngressClasses.Of(item)
                || Shares(otherItem)
                || !JsonReading.Same(IngressClasses.AddressesOf(otherItem), IngressClasses.AddressesOf(item))
            )
                continue;
            IngressFindings.Add(
                findings,
                ingress,
                Causes.IngressConflict,
                "IngressConflict",
                $"has path {both.Path} of host {(both.Host.Length == 0 ? "*" : both.Host)}, which the older "
                    + $"Ingress {other.Name} in namespace {other.Namespace} already has",
                CauseRole.Latent,
                Evidence.Of(ingress, "spec.rules", $"{both.Host}{both.Path}"),
                Evidence.Of(other, "spec.rules", $"{both.Host}{both.Path}")
            );
            return;
        }
    }

    private static IEnumerable<(string Host, string Path, string? Type)> Paths(JsonElement ingress) =>
        ingress
            .At("spec")
            .Items("rules")
            .SelectMany(rule =>
                rule.At("http")
                    .Items("paths")
                    .Select(path => (rule.Text("host") ?? "", path.Text("path") ?? "/", path.Text("pathType")))
            );

    private static bool Shares(JsonElement ingress) =>
        ingress
            .At("metadata")
            .Members("annotations")
            .Any(annotation => Array.Exists(Sharing, key => annotation.Name.StartsWith(key, StringComparison.Ordinal)));

    private static bool IsOlder(ResourceState left, ResourceState right) =>
        left.CreatedAt != right.CreatedAt
            ? left.CreatedAt < right.CreatedAt
            : string.CompareOrdinal(left.NodeKey.Key, right.NodeKey.Key) < 0;
}
