using System.Text.Json;
using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Topology;

/// <summary>Which Pods a Service selects.</summary>
internal static class Selection
{
    /// <summary>Whether a Service's selector matches a Pod. A Service without a selector selects nothing.</summary>
    public static bool Selects(ResourceState service, ResourceState pod) =>
        service.Object is { } serviceItem
        && pod.Object is { } podItem
        && Labels.Match(serviceItem.At("spec"), "selector", podItem.At("metadata"));

    /// <summary>The Pods that a Service selects, ordered by name. Costs what it gives.</summary>
    public static IEnumerable<ResourceState> Selected(ResourceState service, ClusterTopology topology)
    {
        foreach (var wanted in (service.Object ?? default).At("spec").Members("selector"))
            return topology
                .PodsLabelled(service.Cluster, service.Namespace, wanted.Name, wanted.Value.Text())
                .Where(pod => Selects(service, pod));
        return [];
    }

    /// <summary>Whether a Service's selector matches the labels under <paramref name="metadata"/>.</summary>
    public static bool Selects(ResourceState service, JsonElement metadata) =>
        service.Object is { } item && Labels.Match(item.At("spec"), "selector", metadata);
}
