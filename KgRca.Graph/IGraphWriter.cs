namespace KgRca.Graph;

/// <summary>
/// Property graphs for writing. Only the owner of a graph, its tenant's builder, writes it; everybody else reads through
/// <see cref="IGraphReaders"/>. Safe for use by many threads at once.
/// </summary>
public interface IGraphWriters
{
    /// <summary>A graph by its database name. The handle is cheap and stays valid for as long as the store.</summary>
    /// <exception cref="ArgumentException"><paramref name="database"/> is not 1 to 128 characters of <c>a-z 0-9
    /// _</c>.</exception>
    IGraphWriter Open(string database);
}

/// <summary>
/// Writes one property graph. Safe for use by many threads at once; batches are applied one after the other.
/// </summary>
/// <remarks>Every member throws <see cref="GraphUnavailableException"/> where the storage cannot be read or
/// written. Whether a commit that threw it was applied is not known: committing the same batch again either applies it
/// or conflicts.</remarks>
public interface IGraphWriter
{
    /// <summary>
    /// Where the graph stands, as the next commit finds it: never an older state, whichever replica would answer a
    /// reader. Does not bring an idle graph into memory.
    /// </summary>
    ValueTask<GraphPosition> GetPositionAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Applies changes in order, stores the new checkpoints, the owner's epoch and the usage, all of it or nothing, and
    /// returns once it is durable.
    /// </summary>
    /// <returns>The graph's new revision.</returns>
    /// <exception cref="CheckpointConflictException">The graph is not where the batch expects it, or an owner with a
    /// later epoch has written. Nothing was applied.</exception>
    /// <exception cref="InvalidGraphChangeException">A relationship's node is neither there nor in the batch, or a
    /// label is unknown. Nothing was applied.</exception>
    ValueTask<long> CommitAsync(GraphBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// What the hours of usage have added up to, from an hour on, in order. The quantities are totals of their hours: who
    /// copies them twice has them once.
    /// </summary>
    ValueTask<IReadOnlyList<UsageCount>> GetUsageAsync(DateTimeOffset from, CancellationToken cancellationToken);

    /// <summary>Gives storage that deletions have freed back to the disk, in pieces that do not hold up batches. A store
    /// that does so by itself does nothing.</summary>
    ValueTask ReclaimAsync(CancellationToken cancellationToken);
}
