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

    /// <summary>Whether a Service's selector matches the labels under <paramref name="metadata"/>.</summary>
    public static bool Selects(ResourceState service, JsonElement metadata) =>
        service.Object is { } item && Labels.Match(item.At("spec"), "selector", metadata);
}
