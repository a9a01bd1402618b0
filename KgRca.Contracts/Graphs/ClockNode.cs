namespace KgRca.Contracts.Graphs;

/// <summary>
/// A clock in a cluster that was found to be ahead, as the graph keeps it under <see cref="GraphSchema.Engine"/>.
/// </summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Source">Whose records bear its times, such as <c>kubelet on worker-1</c>.</param>
/// <param name="Ahead">How far it was ahead of the arrival of its last such record.</param>
/// <param name="Records">Records that were placed by their arrival because of it.</param>
/// <param name="FirstAt">When the first of them arrived.</param>
/// <param name="LastAt">When the last of them arrived.</param>
public sealed record ClockNode(
    string Cluster,
    string Source,
    TimeSpan Ahead,
    long Records,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt
)
{
    /// <summary>How many are kept.</summary>
    public const int Kept = 50;

    private const string IdPrefix = "clock/";

    /// <summary>Its node. A later clock takes the place of an earlier one.</summary>
    /// <param name="place">Its number among the few that are kept.</param>
    public static NodeKey KeyOf(int place) => new(GraphSchema.Engine, $"{IdPrefix}{place}");

    /// <summary>Everything but the id.</summary>
    public Property[] ToProperties() =>
        [
            new(Names.Cluster, Cluster),
            new(Names.Source, Source),
            new(Names.AheadMs, (long)Ahead.TotalMilliseconds),
            new(Names.Records, Records),
            new(Names.FirstAt, FirstAt),
            new(Names.LastAt, LastAt),
        ];

    /// <summary>Reads a node; null where it is another one of the engine's.</summary>
    public static ClockNode? From(Node node) =>
        node.Key.Key.StartsWith(IdPrefix, StringComparison.Ordinal)
        && node[Names.Cluster].AsString is { } cluster
        && node[Names.Source].AsString is { } source
        && node[Names.FirstAt].AsTime is { } first
        && node[Names.LastAt].AsTime is { } last
            ? new ClockNode(
                cluster,
                source,
                TimeSpan.FromMilliseconds(node[Names.AheadMs].AsInteger ?? 0),
                node[Names.Records].AsInteger ?? 0,
                first,
                last
            )
            : null;

    private static class Names
    {
        public const string Cluster = "cluster";
        public const string Source = "source";
        public const string AheadMs = "ahead_ms";
        public const string Records = "records";
        public const string FirstAt = "first_at";
        public const string LastAt = "last_at";
    }
}
