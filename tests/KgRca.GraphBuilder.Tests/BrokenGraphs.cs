using KgRca.Graph;

namespace KgRca.GraphBuilder.Tests;

/// <summary>Writers that a test can make fail, as on a disk that fails or a network that loses answers.</summary>
internal sealed class BrokenGraphs : IGraphWriters
{
    private IGraphWriters? _inner;

    /// <summary>The store that does the work.</summary>
    public IGraphWriters Inner
    {
        get => _inner ?? throw new InvalidOperationException("There is no store yet.");
        set => _inner = value;
    }

    /// <summary>The graph that fails; null for none.</summary>
    public string? Database { get; set; }

    /// <summary>Is asked before each commit, with the graph's name, and may throw.</summary>
    public Action<string> Before { get; set; } = _ => { };

    /// <summary>Is asked after each commit, with the graph's name, and may throw: the answer is lost.</summary>
    public Action<string> After { get; set; } = _ => { };

    public IGraphWriter Open(string database) => new BrokenGraph(this, database);

    private sealed class BrokenGraph(BrokenGraphs graphs, string database) : IGraphWriter
    {
        private readonly IGraphWriter _inner = graphs.Inner.Open(database);

        public ValueTask<GraphPosition> GetPositionAsync(CancellationToken cancellationToken) =>
            _inner.GetPositionAsync(cancellationToken);

        public async ValueTask<long> CommitAsync(GraphBatch batch, CancellationToken cancellationToken)
        {
            if (graphs.Database == database)
                throw new GraphUnavailableException("The disk has failed.");
            graphs.Before(database);
            var revision = await _inner.CommitAsync(batch, cancellationToken);
            graphs.After(database);
            return revision;
        }

        public ValueTask<IReadOnlyList<UsageCount>> GetUsageAsync(
            DateTimeOffset from,
            CancellationToken cancellationToken
        ) => _inner.GetUsageAsync(from, cancellationToken);

        public ValueTask ReclaimAsync(CancellationToken cancellationToken) => _inner.ReclaimAsync(cancellationToken);
    }
}
