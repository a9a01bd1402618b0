using KgRca.Contracts.Graphs;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Topology;

/// <summary>An edge between two objects.</summary>
internal sealed class EdgeState(EdgeType type, ResourceState from, ResourceState to, DateTimeOffset observedAt)
{
    public EdgeType Type { get; } = type;

    public ResourceState From { get; } = from;

    public ResourceState To { get; } = to;

    public DateTimeOffset ObservedAt { get; set; } = observedAt;

    public RelationshipKey RelationshipKey => new(WireNames.Of(Type), From.NodeKey, To.NodeKey);

    /// <summary>
    /// Whether an edge of a type follows from what the object at one of its ends says of itself, so that it ends with
    /// it. A call follows from neither, and what a custom resource controls may be said by either.
    /// </summary>
    /// <param name="type">The type.</param>
    /// <param name="from">Where it begins.</param>
    /// <param name="isFrom">Whether the object in question is the one that it begins at, or the one that it ends at.</param>
    public static bool FollowsFrom(EdgeType type, ResourceState from, bool isFrom) =>
        type switch
        {
            EdgeType.Controls => !isFrom && !KubernetesKinds.IsCustom(from.Kind),
            EdgeType.Selects => true,
            EdgeType.Calls => false,
            // A route names its Gateway.
            EdgeType.RoutesTo => isFrom != (from.Kind == "Gateway"),
            _ => isFrom,
        };

    /// <summary>The object at the other end.</summary>
    public ResourceState Other(ResourceState end) => end == From ? To : From;
}
