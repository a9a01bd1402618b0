using System.Text.Json;
using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Topology;

/// <summary>Which Pods a Service selects.</summary>
internal static class Selection
{
    /// <summary>Whether a Service's selector matches a Pod. A Service without a selector selects nothing.</summary>
    public static bool Selects(ResourceState service, ResourceState pod) =>
        service.Read(Selector.Of) is { } selector && pod.Read(LabelSet.Of) is { } labels && selector.Matches(labels);

    /// <summary>The Pods that a Service selects, ordered by name. Costs what it gives.</summary>
    public static IEnumerable<ResourceState> Selected(ResourceState service, ClusterTopology topology)
    {
        if (service.Read(Selector.Of) is not { Pairs: [var (name, value), ..] } selector)
            return [];
        return topology
            .PodsLabelled(service.Cluster, service.Namespace, name, value)
            .Where(pod => pod.Read(LabelSet.Of) is { } labels && selector.Matches(labels));
    }

    /// <summary>Whether a Service's selector matches the labels under <paramref name="metadata"/>.</summary>
    public static bool Selects(ResourceState service, JsonElement metadata) =>
        service.Read(Selector.Of) is { Pairs.Count: > 0 } selector && selector.Matches(LabelSet.OfMetadata(metadata));
}
