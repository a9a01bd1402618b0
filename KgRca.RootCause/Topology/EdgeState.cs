using KgRca.Contracts.Graphs;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Topology;

/// <summary>An edge between two objects.</summary>
internal sealed class EdgeState(EdgeType type, ResourceState from, ResourceState to, DateTimeOffset observedAt)
{
    public EdgeType Type { get; } = type;

    public ResourceState From { get; } = from;

    public ResourceState To { get; } = to;

    public DateTimeOffset ObservedAt { get; set; } = observedAt;

    public RelationshipKey RelationshipKey => new(WireNames.Of(Type), From.NodeKey, To.NodeKey);

    /// <summary>The object at the other end.</summary>
    public ResourceState Other(ResourceState end) => end == From ? To : From;
}
