using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Services;

/// <summary>
/// StatefulSets whose governing Service is not there: their Pods have no names by which others could find them.
/// </summary>
internal static class GoverningServices
{
    public static void Inspect(ClusterTopology topology, ResourceState set, JsonElement item, List<Finding> findings)
    {
        if (
            item.At("spec").Text("serviceName") is not { Length: > 0 } name
            || topology.Find(set.Cluster, "Service", set.Namespace, name) is { Exists: true }
        )
            return;
        findings.Add(
            Finding
                .Origin(
                    Causes.GoverningService,
                    Severity.Warning,
                    "GoverningServiceMissing",
                    $"StatefulSet {set.Name} sets serviceName to {name}, but that Service does not exist.",
                    set,
                    set.CreatedAt,
                    Evidence.Of(set, item, "spec", "serviceName"),
                    new Evidence($"{set.Cluster}/Service/{set.Namespace}/{name}", "metadata.name", "absent")
                )
                .Missing("Service", set.Namespace, name)
        );
    }
}
