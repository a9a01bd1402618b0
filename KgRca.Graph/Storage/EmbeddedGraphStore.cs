using System.Collections.Concurrent;
using KgRca.Contracts.Files;
using KgRca.Contracts.Graphs;

namespace KgRca.Graph.Storage;

/// <summary>Graphs in one process: each durable in an SQLite file of its own, and in memory while it is used.</summary>
public sealed class EmbeddedGraphStore : IGraphReaders, IGraphWriters, IGraphMaintenance, IAsyncDisposable
{
    private static readonly TimeSpan EvictionInterval = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, GraphEntry> _entries = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<NodeType> _types;
    private readonly TimeProvider _clock;
    private readonly GraphOptions _options;
    private readonly string _folder;
    private readonly long? _maxPages;
    private readonly StoreLock _lock;
    private readonly ITimer _evictor;
    private int _isDisposed;

    /// <summary>A store in the options' folder, which is made if it is absent.</summary>
    /// <param name="options">Where, and how long graphs stay in memory.</param>
    /// <param name="types">Every label that nodes may have.</param>
    /// <param name="clock">Measures idleness.</param>
    /// <exception cref="StoreInUseException">Another process, or another store of this one, has the folder.</exception>
    public EmbeddedGraphStore(GraphOptions options, IReadOnlyList<NodeType> types, TimeProvider clock)
        : this(options, types, clock, null) { }

    /// <param name="options">Where, and how long graphs stay in memory.</param>
    /// <param name="types">Every label that nodes may have.</param>
    /// <param name="clock">Measures idleness.</param>
    /// <param name="maxPages">Limits each file, so that a full disk can be tried out.</param>
    internal EmbeddedGraphStore(GraphOptions options, IReadOnlyList<NodeType> types, TimeProvider clock, long? maxPages)
    {
        (_options, _types, _clock, _maxPages) = (options, types, clock, maxPages);
        _folder = Path.Combine(options.DataDirectory, "graphs");
        _lock = StoreLock.Take(_folder, "lock", "The folder of graphs");
        var interval = options.IdleTimeout < EvictionInterval ? options.IdleTimeout : EvictionInterval;
        _evictor = clock.CreateTimer(_ => Evict(), null, interval, interval);
    }

    /// <summary>Graphs whose last write failed.</summary>
    public GraphHealth Health { get; } = new();

    /// <summary>How many graphs are in memory.</summary>
    public int LoadedGraphs => _entries.Values.Count(entry => entry.IsLoaded);

    /// <inheritdoc/>
    public IGraphReader Open(string database) => new EmbeddedGraph(EntryOf(database));

    /// <inheritdoc/>
    IGraphWriter IGraphWriters.Open(string database) => new EmbeddedGraph(EntryOf(database));

    /// <inheritdoc/>
    public async ValueTask CreateAsync(string database, CancellationToken cancellationToken) =>
        await EntryOf(database).ReadAsync(graph => graph.MaxNodeId, cancellationToken);

    /// <summary>
    /// One committed state of a graph, to be read for as long as it takes: batches go on meanwhile. The graph stays in
    /// memory until the snapshot is disposed of.
    /// </summary>
    /// <param name="database">The graph.</param>
    /// <param name="hiddenLabels">Labels whose nodes, with their relationships, are not there for the reader.</param>
    /// <param name="cancellationToken">Cancels the loading of the graph.</param>
    /// <exception cref="GraphUnavailableException">The graph cannot be read.</exception>
    public ValueTask<EmbeddedSnapshot> TakeSnapshotAsync(
        string database,
        IReadOnlyCollection<string> hiddenLabels,
        CancellationToken cancellationToken
    ) => EntryOf(database).TakeSnapshotAsync(hiddenLabels, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DropAsync(string database, CancellationToken cancellationToken)
    {
        // The entry stays: whoever still works for the graph's tenant would make it again.
        await EntryOf(database).CloseAsync(delete: true, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<string?> FindDamageAsync(string database, CancellationToken cancellationToken) =>
        GraphCheck.FindDamageAsync(
            new EmbeddedGraph(EntryOf(database)),
            [.. _types.Select(type => type.Label)],
            cancellationToken
        );

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Registered as itself and as the port, it is disposed of twice.
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        await _evictor.DisposeAsync();
        foreach (var entry in _entries.Values)
        {
            await entry.CloseAsync(delete: false, CancellationToken.None);
            entry.Dispose();
        }
        _entries.Clear();
        _lock.Dispose();
    }

    private GraphEntry EntryOf(string database)
    {
        GraphName.Check(database);
        return _entries.GetOrAdd(
            database,
            name => new GraphEntry(name, Path.Combine(_folder, $"{name}.db"), _types, _clock, Health, _maxPages)
        );
    }

    private void Evict()
    {
        foreach (var entry in _entries.Values)
            _ = entry.EvictAsync(_options.IdleTimeout).AsTask();
    }
}
