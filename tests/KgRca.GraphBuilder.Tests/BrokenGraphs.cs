using KgRca.Contracts.Graphs;
using KgRca.Graph;

namespace KgRca.GraphBuilder.Tests;

/// <summary>A store in which one graph cannot be written, as on a disk that fails.</summary>
internal sealed class BrokenGraphs : IGraphStore
{
    private IGraphStore? _inner;

    /// <summary>The store that does the work.</summary>
    public IGraphStore Inner
    {
        get => _inner ?? throw new InvalidOperationException("There is no store yet.");
        set => _inner = value;
    }

    /// <summary>The graph that fails; null for none.</summary>
    public string? Database { get; set; }

    public IGraph Open(string database) => new BrokenGraph(Inner.Open(database), () => Database == database);

    public ValueTask DropAsync(string database, CancellationToken cancellationToken) =>
        Inner.DropAsync(database, cancellationToken);

    private sealed class BrokenGraph(IGraph inner, Func<bool> isBroken) : IGraph
    {
        public ValueTask ApplyAsync(GraphBatch batch, CancellationToken cancellationToken) =>
            isBroken()
                ? throw new GraphUnavailableException("The disk has failed.")
                : inner.ApplyAsync(batch, cancellationToken);

        public ValueTask<IReadOnlyList<Checkpoint>> GetCheckpointsAsync(CancellationToken cancellationToken) =>
            inner.GetCheckpointsAsync(cancellationToken);

        public ValueTask<Node?> FindNodeAsync(NodeKey key, CancellationToken cancellationToken) =>
            inner.FindNodeAsync(key, cancellationToken);

        public ValueTask<NodePage> FindNodesAsync(NodeQuery query, CancellationToken cancellationToken) =>
            inner.FindNodesAsync(query, cancellationToken);

        public ValueTask<NodeChanges> FindChangesAsync(
            string label,
            long? after,
            CancellationToken cancellationToken
        ) => inner.FindChangesAsync(label, after, cancellationToken);

        public ValueTask<IReadOnlyList<Neighbour>> GetNeighboursAsync(
            NodeKey key,
            RelationshipFilter filter,
            CancellationToken cancellationToken
        ) => inner.GetNeighboursAsync(key, filter, cancellationToken);

        public ValueTask<IReadOnlyList<IReadOnlyList<Neighbour>>> GetNeighboursAsync(
            IReadOnlyList<NodeKey> keys,
            RelationshipFilter filter,
            CancellationToken cancellationToken
        ) => inner.GetNeighboursAsync(keys, filter, cancellationToken);

        public ValueTask<Subgraph?> ExpandAsync(
            NodeKey key,
            RelationshipFilter filter,
            int depth,
            int maxNodes,
            CancellationToken cancellationToken
        ) => inner.ExpandAsync(key, filter, depth, maxNodes, cancellationToken);

        public ValueTask<IReadOnlyList<Relationship>?> FindPathAsync(
            NodeKey from,
            NodeKey to,
            RelationshipFilter filter,
            int depth,
            CancellationToken cancellationToken
        ) => inner.FindPathAsync(from, to, filter, depth, cancellationToken);

        public IAsyncEnumerable<Relationship> ReadRelationshipsAsync(
            IReadOnlyCollection<string> types,
            CancellationToken cancellationToken
        ) => inner.ReadRelationshipsAsync(types, cancellationToken);

        public ValueTask<GraphStatistics> GetStatisticsAsync(CancellationToken cancellationToken) =>
            inner.GetStatisticsAsync(cancellationToken);

        public ValueTask<long> TrimAsync(string label, DateTimeOffset before, CancellationToken cancellationToken) =>
            inner.TrimAsync(label, before, cancellationToken);
    }
}
