using KgRca.Contracts.Graphs;

namespace KgRca.Graph;

/// <summary>Property graphs for reading, each a database of its own. Safe for use by many threads at once.</summary>
public interface IGraphReaders
{
    /// <summary>
    /// A graph by its database name; an absent one reads as empty. The handle is cheap, stays valid for as long as the
    /// store, and may be kept: a graph that is idle leaves memory behind its handle and comes back on the next use.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="database"/> is not 1 to 128 characters of <c>a-z 0-9
    /// _</c>.</exception>
    IGraphReader Open(string database);
}

/// <summary>
/// Reads one property graph. Reads see every batch whose commit has returned, and each node and relationship as one batch
/// left it. Those of the embedded store see whole batches only; Neo4j may show some of a batch that is being committed.
/// Safe for use by many threads at once.
/// </summary>
/// <remarks>Every member throws <see cref="GraphUnavailableException"/> where the storage cannot be read.</remarks>
public interface IGraphReader
{
    /// <summary>
    /// The checkpoints of the last batch for each partition. Does not bring an idle graph into memory.
    /// </summary>
    ValueTask<IReadOnlyList<Checkpoint>> GetCheckpointsAsync(CancellationToken cancellationToken);

    /// <summary>The node, or null. For many nodes use <see cref="GetNodesAsync"/>.</summary>
    ValueTask<Node?> FindNodeAsync(NodeKey key, CancellationToken cancellationToken);

    /// <summary>
    /// Several nodes in one read: the answer's items are in the order of <paramref name="keys"/>, null for an absent
    /// one.
    /// </summary>
    ValueTask<IReadOnlyList<Node?>> GetNodesAsync(IReadOnlyList<NodeKey> keys, CancellationToken cancellationToken);

    /// <summary>
    /// A page of a label's nodes. With an index for the query's property or the label's time, it costs what it returns.
    /// </summary>
    ValueTask<NodePage> FindNodesAsync(NodeQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// A label's nodes that were made or changed by batches after a revision. For followers of a graph, such as an index
    /// of it. Revisions are stored with the nodes, so any process can follow, and go on after a restart.
    /// </summary>
    /// <param name="label">The label.</param>
    /// <param name="after">The revision of the answer before; null at the beginning, to get the revision and no
    /// nodes.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    ValueTask<NodeChanges> FindChangesAsync(string label, long? after, CancellationToken cancellationToken);

    /// <summary>
    /// The relationships of a node with the nodes at their other ends, in a stable order. Empty where there is no such
    /// node.
    /// </summary>
    ValueTask<IReadOnlyList<Neighbour>> GetNeighboursAsync(
        NodeKey key,
        RelationshipFilter filter,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// The same for several nodes in one read: the answer's items are in the order of <paramref name="keys"/>.
    /// </summary>
    ValueTask<IReadOnlyList<IReadOnlyList<Neighbour>>> GetNeighboursAsync(
        IReadOnlyList<NodeKey> keys,
        RelationshipFilter filter,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// The nodes within a number of hops of a node, nearest first, and the relationships among them. Null where there
    /// is no such node.
    /// </summary>
    /// <param name="key">Where to begin.</param>
    /// <param name="filter">Which relationships to follow.</param>
    /// <param name="depth">How many hops at most, from 0.</param>
    /// <param name="maxNodes">How many nodes at most; the nearest are kept.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    ValueTask<Subgraph?> ExpandAsync(
        NodeKey key,
        RelationshipFilter filter,
        int depth,
        int maxNodes,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// A shortest path between two nodes, as the relationships in order from the first node; null where there is none
    /// within <paramref name="depth"/> hops.
    /// </summary>
    ValueTask<IReadOnlyList<Relationship>?> FindPathAsync(
        NodeKey from,
        NodeKey to,
        RelationshipFilter filter,
        int depth,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Every relationship of some types, in a stable order. For start-up and export, not for requests.
    /// </summary>
    IAsyncEnumerable<Relationship> ReadRelationshipsAsync(
        IReadOnlyCollection<string> types,
        CancellationToken cancellationToken
    );

    /// <summary>Counts and sizes. Does not bring an idle graph into memory.</summary>
    ValueTask<GraphStatistics> GetStatisticsAsync(CancellationToken cancellationToken);
}
