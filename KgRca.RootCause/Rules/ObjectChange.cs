using System.Text.Json;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules;

/// <summary>An object that came, went or has another state.</summary>
/// <param name="Topology">All objects.</param>
/// <param name="Resource">The object, as it is now.</param>
/// <param name="Before">Its state before; null where it was not known.</param>
internal sealed record ObjectChange(ClusterTopology Topology, ResourceState Resource, JsonElement? Before)
{
    private bool? _isSpec;
    private bool? _isLabels;
    private bool? _isTemplateMetadata;

    /// <summary>Whether it was not known before.</summary>
    public bool IsNew => Before is null;

    /// <summary>Whether it does not exist any more.</summary>
    public bool IsGone => Resource.Object is null;

    /// <summary>Whether its <c>spec</c> changed, or it came or went.</summary>
    public bool IsSpec => _isSpec ??= IsOther(static item => item.At("spec"));

    /// <summary>Whether its labels changed, or it came or went.</summary>
    public bool IsLabels => _isLabels ??= IsOther(static item => item.At("metadata", "labels"));

    /// <summary>Whether the labels and annotations of its Pod template changed, or it came or went.</summary>
    public bool IsTemplateMetadata =>
        _isTemplateMetadata ??= IsOther(static item => item.At("spec", "template", "metadata"));

    /// <summary>Objects of a kind in its namespace.</summary>
    public IEnumerable<ResourceState> InNamespace(string kind) =>
        Topology.OfKind(Resource.Cluster, kind, Resource.Namespace);

    /// <summary>Objects of a kind in its cluster.</summary>
    public IEnumerable<ResourceState> InCluster(string kind) => Topology.OfKind(Resource.Cluster, kind, null);

    private bool IsOther(Func<JsonElement, JsonElement> part) =>
        Before is not { } old || Resource.Object is not { } now || !JsonReading.Same(part(old), part(now));
}
