namespace KgRca.Contracts.Graphs;

/// <summary>What the engine remembers beside the rest of the graph, in one node.</summary>
/// <param name="Watermark">The latest event time that it has seen.</param>
/// <param name="Began">The watermark when its first record came.</param>
/// <param name="LogsSince">The watermark when its first log line came; null before.</param>
/// <param name="HasEvents">Whether Kubernetes events have been sent.</param>
/// <param name="HasAlerts">Whether alerts have been sent.</param>
public sealed record EngineNode(
    DateTimeOffset? Watermark,
    DateTimeOffset? Began = null,
    DateTimeOffset? LogsSince = null,
    bool HasEvents = false,
    bool HasAlerts = false
)
{
    /// <summary>
    /// How far each cluster is with the objects that it already had,
    /// <c>{ms of its first record} {ms of the last old object to arrive, or 0} {cluster}</c>.
    /// </summary>
    public IReadOnlyList<string> Backlog { get; init; } = [];

    private const string Id = "state";

    /// <summary>The node of an engine that all clusters share.</summary>
    public static NodeKey Key { get; } = new(GraphSchema.Engine, Id);

    /// <summary>The node of a cluster's own engine; of the shared one where the name is empty.</summary>
    public static NodeKey KeyOf(string cluster) =>
        cluster.Length == 0 ? Key : new NodeKey(GraphSchema.Engine, $"{Id}/{cluster}");

    /// <summary>The cluster that <see cref="KeyOf"/> made a key of; empty for other keys.</summary>
    public static string ClusterOf(NodeKey key) =>
        key.Key.StartsWith(Id + "/", StringComparison.Ordinal) ? key.Key[(Id.Length + 1)..] : "";

    /// <summary>Everything but the id.</summary>
    public Property[] ToProperties() =>
        [
            new(Names.Watermark, Watermark),
            new(Names.Began, Began),
            new(Names.LogsSince, LogsSince),
            new(Names.HasEvents, HasEvents),
            new(Names.HasAlerts, HasAlerts),
            new(Names.Backlog, PropertyValue.NonEmpty([.. Backlog])),
        ];

    /// <summary>Reads the node.</summary>
    public static EngineNode From(Node node) =>
        new(
            node[Names.Watermark].AsTime,
            node[Names.Began].AsTime,
            node[Names.LogsSince].AsTime,
            node[Names.HasEvents].AsBoolean == true,
            node[Names.HasAlerts].AsBoolean == true
        )
        {
            Backlog = node[Names.Backlog].AsStrings ?? [],
        };

    private static class Names
    {
        public const string Watermark = "watermark";
        public const string Began = "began";
        public const string LogsSince = "logs_since";
        public const string HasEvents = "has_events";
        public const string HasAlerts = "has_alerts";
        public const string Backlog = "backlog";
    }
}
