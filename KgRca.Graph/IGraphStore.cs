using KgRca.Contracts.Graphs;

namespace KgRca.Graph;

/// <summary>Property graphs, each a database of its own. Safe for use by many threads at once.</summary>
public interface IGraphStore
{
    /// <summary>
    /// A graph by its database name; made on first use. The handle is cheap, stays valid for as long as the store, and
    /// may be kept: a graph that is idle leaves memory behind its handle and comes back on the next use.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="database"/> is not 1 to 128 characters of <c>a-z 0-9
    /// _</c>.</exception>
    IGraph Open(string database);

    /// <summary>
    /// Removes a graph for good. An absent one is no error. Its handles throw <see cref="GraphUnavailableException"/>
    /// afterwards, also those that are opened later by this process: a name is not given twice.
    /// </summary>
    ValueTask DropAsync(string database, CancellationToken cancellationToken);
}

/// <summary>
/// One property graph. Reads see whole batches only. Safe for use by many threads at once; batches are applied one
/// after the other.
/// </summary>
/// <remarks>Every member throws <see cref="GraphUnavailableException"/> where the storage cannot be read or
/// written.</remarks>
public interface IGraph
{
    /// <summary>
    /// Applies changes in order and stores the checkpoints, all of it or nothing, and returns once it is durable.
    /// </summary>
    /// <exception cref="InvalidGraphChangeException">A relationship's node is neither there nor in the batch, or a
    /// label is unknown. Nothing was applied.</exception>
    ValueTask ApplyAsync(GraphBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// The checkpoints of the last batch for each partition. Does not bring an idle graph into memory.
    /// </summary>
    ValueTask<IReadOnlyList<Checkpoint>> GetCheckpointsAsync(CancellationToken cancellationToken);

    /// <summary>The node, or null.</summary>
    ValueTask<Node?> FindNodeAsync(NodeKey key, CancellationToken cancellationToken);

    /// <summary>
    /// A page of a label's nodes. With an index for the query's property or the label's time, it costs what it returns.
    /// </summary>
    ValueTask<NodePage> FindNodesAsync(NodeQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// A label's nodes that were made or changed by batches after the one that <paramref name="after"/> names. For
    /// followers of a graph, such as an index of it.
    /// </summary>
    /// <param name="label">The label.</param>
    /// <param name="after">The version of the answer before; null at the beginning, to get the version and no
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

    /// <summary>
    /// Removes nodes of a label whose time lies before <paramref name="before"/>, with their relationships, in pieces
    /// that do not hold up batches.
    /// </summary>
    /// <returns>How many nodes were removed.</returns>
    ValueTask<long> TrimAsync(string label, DateTimeOffset before, CancellationToken cancellationToken);
}
