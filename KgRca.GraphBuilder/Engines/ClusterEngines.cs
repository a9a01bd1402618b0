using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using KgRca.RootCause;

namespace KgRca.GraphBuilder.Engines;

/// <summary>
/// One tenant's engines, one for each of its clusters: each has its own time, so that neither a wrong clock nor the
/// replay of an old capture in one cluster makes records of another too late to count. Clusters beyond
/// <see cref="OwnEngines"/> share one. Not thread-safe.
/// </summary>
internal sealed class ClusterEngines
{
    /// <summary>How many clusters have an engine of their own.</summary>
    public const int OwnEngines = 100;

    /// <summary>The engine that the further ones share.</summary>
    public const string Shared = "";

    private const string UnknownCluster = "default";

    private readonly SortedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<Entry> _touched = [];
    private readonly Dictionary<NodeKey, Node> _feedback = [];
    private DateTimeOffset? _firstArrival;
    private DateTimeOffset? _lastArrival;

    /// <summary>The clocks that were found to be wrong.</summary>
    public WrongClocks Clocks { get; } = new();

    /// <summary>The records that were taken in last.</summary>
    public SeenRecords Seen { get; } = new();

    /// <summary>
    /// Changes to the graph that come before those of the next record: what an earlier version kept elsewhere.
    /// </summary>
    public List<GraphChange> Moves { get; } = [];

    /// <summary>The latest event time of all clusters; null while nothing was stored.</summary>
    public DateTimeOffset? Watermark => _entries.Values.Max(entry => entry.Engine.Watermark);

    /// <summary>The latest event time of the cluster that is furthest behind; null while nothing was stored.</summary>
    public DateTimeOffset? EarliestWatermark => _entries.Values.Min(entry => entry.Engine.Watermark);

    /// <summary>The name of the engine that a cluster's records go to.</summary>
    public string NameOf(string cluster) =>
        _entries.ContainsKey(cluster) || _entries.Count < OwnEngines + (_entries.ContainsKey(Shared) ? 1 : 0)
            ? cluster
            : Shared;

    /// <summary>Adds an engine that was rebuilt from the graph.</summary>
    public void Add(string name, RootCauseEngine engine)
    {
        engine.Learn(_feedback.Values);
        _entries.Add(name, new Entry(engine));
    }

    /// <summary>Makes an engine for a name.</summary>
    public static RootCauseEngine Create(string name) => new() { StateKey = EngineNode.KeyOf(name) };

    /// <inheritdoc cref="RootCauseEngine.Learn"/>
    public void Learn(IReadOnlyList<Node> feedback)
    {
        _feedback.Clear();
        foreach (var node in feedback)
            _feedback[node.Key] = node;
        foreach (var entry in _entries.Values)
            entry.Engine.Learn(_feedback.Values);
    }

    /// <summary>Takes an operator's verdict in. It counts from the next record on.</summary>
    public void Judge(CauseVerdict verdict, ICollection<GraphChange> changes)
    {
        var node = FeedbackNode.Of(verdict);
        Property[] properties =
        [
            .. node.ToProperties()
                .Where(property => property.Value.Type != PropertyType.Null)
                .OrderBy(property => property.Name, StringComparer.Ordinal),
        ];
        _feedback[node.Key] = new Node(node.Key, properties);
        foreach (var entry in _entries.Values)
            entry.Engine.Learn(_feedback.Values);
        changes.Add(new UpsertNode(node.Key, properties));
    }

    /// <summary>Takes a record in.</summary>
    /// <param name="record">The record, placed in time.</param>
    /// <param name="arrivedAt">When it came into the log.</param>
    /// <param name="changes">Gets what changes in the graph, to be applied in order.</param>
    public void Process(WireRecord record, DateTimeOffset arrivedAt, ICollection<GraphChange> changes)
    {
        _firstArrival ??= arrivedAt;
        _lastArrival = arrivedAt;
        if (record is not AlertGroup group)
        {
            var cluster =
                RecordCluster.Of(record)
                ?? throw new ArgumentOutOfRangeException(nameof(record), record, "It is of no cluster.");
            Process(cluster, record, arrivedAt, changes);
            return;
        }
        foreach (var part in group.Alerts.GroupBy(alert => NameOf(LabelOf(alert) ?? AnyCluster())))
            Process(part.Key, group with { Alerts = [.. part] }, arrivedAt, changes);
    }

    /// <summary>
    /// Closes the incidents of each cluster that has been quiet for the window: since its own last record, where no
    /// record of the tenant has come for <paramref name="idle"/>.
    /// </summary>
    public void CloseQuiet(TimeSpan idle, ICollection<GraphChange> changes)
    {
        foreach (var entry in _entries.Values)
        {
            var behind = _lastArrival - (entry.LastArrival ?? _firstArrival) ?? TimeSpan.Zero;
            if (entry.Engine.Watermark is { } watermark)
                entry.Engine.CloseQuiet(watermark + behind + idle, changes);
        }
    }

    /// <summary>Adds what the graph must keep beside the changes of records.</summary>
    public void WriteState(ICollection<GraphChange> changes)
    {
        foreach (var entry in _touched)
            entry.Engine.WriteState(changes);
        _touched.Clear();
        Clocks.Write(changes);
        Seen.Write(changes);
    }

    /// <summary>The cluster that an alert names; null for none.</summary>
    public static string? LabelOf(Alert alert) =>
        alert.Labels.GetValueOrDefault("cluster") is { Length: > 0 } cluster
        && !cluster.Contains('/', StringComparison.Ordinal)
            ? cluster
            : null;

    private void Process(string cluster, WireRecord record, DateTimeOffset arrivedAt, ICollection<GraphChange> changes)
    {
        var entry = EntryOf(NameOf(cluster));
        entry.LastArrival = arrivedAt;
        entry.Engine.Process(record, changes);
        _touched.Add(entry);
    }

    private Entry EntryOf(string name)
    {
        if (_entries.TryGetValue(name, out var entry))
            return entry;
        entry = new Entry(Create(name));
        entry.Engine.Learn(_feedback.Values);
        _entries.Add(name, entry);
        return entry;
    }

    // An alert that names no cluster is of the one that there is; where there are several, of the first by name.
    private string AnyCluster() =>
        _entries.Keys.FirstOrDefault(name => name != UnknownCluster && name != Shared) ?? UnknownCluster;

    private sealed class Entry(RootCauseEngine engine)
    {
        public RootCauseEngine Engine { get; } = engine;

        public DateTimeOffset? LastArrival { get; set; }
    }
}
