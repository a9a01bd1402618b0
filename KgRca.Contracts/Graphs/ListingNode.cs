namespace KgRca.Contracts.Graphs;

/// <summary>
/// The newest complete listing of a kind, as the graph keeps it under <see cref="GraphSchema.Listing"/>.
/// </summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Namespace">The namespace; empty for the whole cluster.</param>
/// <param name="StartedAt">When the listing began.</param>
/// <param name="ObservedAt">When it was complete.</param>
/// <param name="Count">How many objects were listed.</param>
/// <param name="IsComplete">Whether all of them are known.</param>
public sealed record ListingNode(
    string Cluster,
    string Group,
    string Kind,
    string Namespace,
    DateTimeOffset StartedAt,
    DateTimeOffset ObservedAt,
    long Count,
    bool IsComplete
)
{
    /// <summary>Everything but the id.</summary>
    public Property[] ToProperties() =>
        [
            new(Names.Cluster, Cluster),
            new(Names.Group, Group),
            new(Names.Kind, Kind),
            new(Names.Namespace, Namespace),
            new(Names.StartedAt, StartedAt),
            new(Names.ObservedAt, ObservedAt),
            new(Names.Count, Count),
            new(Names.Complete, IsComplete),
        ];

    /// <summary>Reads a node.</summary>
    /// <exception cref="InvalidDataException">It lacks what every listing has.</exception>
    public static ListingNode From(Node node) =>
        new(
            node[Names.Cluster].AsString ?? throw Damage.Of(node.Key, Names.Cluster),
            node[Names.Group].AsString ?? "",
            node[Names.Kind].AsString ?? throw Damage.Of(node.Key, Names.Kind),
            node[Names.Namespace].AsString ?? "",
            node[Names.StartedAt].AsTime ?? throw Damage.Of(node.Key, Names.StartedAt),
            node[Names.ObservedAt].AsTime ?? throw Damage.Of(node.Key, Names.ObservedAt),
            node[Names.Count].AsInteger ?? 0,
            node[Names.Complete].AsBoolean == true
        );

    private static class Names
    {
        public const string Cluster = "cluster";
        public const string Group = "group";
        public const string Kind = "kind";
        public const string Namespace = "namespace";
        public const string StartedAt = "started_at";
        public const string ObservedAt = "observed_at";
        public const string Count = "count";
        public const string Complete = "complete";
    }
}
