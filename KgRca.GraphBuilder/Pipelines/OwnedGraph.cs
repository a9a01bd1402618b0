using KgRca.Contracts.Graphs;
using KgRca.Graph;

namespace KgRca.GraphBuilder.Pipelines;

/// <summary>
/// A tenant's graph in the hands of its owner. Each write says where the owner left the graph, so that one that another
/// owner has written meanwhile is not written over. Not thread-safe: its pipeline's worker calls it.
/// </summary>
/// <param name="reader">Reads the graph.</param>
/// <param name="writer">Writes it.</param>
/// <param name="epoch">The owner's epoch, from the log's assignment.</param>
internal sealed class OwnedGraph(IGraphReader reader, IGraphWriter writer, long epoch)
{
    private const int TrimBatch = 1_000;

    private readonly Dictionary<(string Topic, int Partition), Checkpoint> _expected = [];
    private long _epoch = epoch;

    /// <summary>Reads the graph.</summary>
    public IGraphReader Reader => reader;

    /// <summary>Where the graph stands now.</summary>
    public ValueTask<GraphPosition> GetPositionAsync(CancellationToken cancellationToken) =>
        writer.GetPositionAsync(cancellationToken);

    /// <summary>
    /// Takes the graph over: afterwards no earlier owner can write it, and what is read of it stays as it is until this
    /// owner writes.
    /// </summary>
    /// <param name="found">Where the graph was found.</param>
    /// <param name="corrected">Checkpoints that are to be others, because the log is another one than the graph has read;
    /// null where it is the same. Epochs of another log say nothing, so any may be taken over then.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CheckpointConflictException">A later owner has it, or somebody has written since it was
    /// found.</exception>
    public async ValueTask ClaimAsync(
        GraphPosition found,
        IReadOnlyList<Checkpoint>? corrected,
        CancellationToken cancellationToken
    )
    {
        if (corrected is not null)
            _epoch = Math.Max(_epoch, found.OwnerEpoch);
        _expected.Clear();
        Expect(found.Checkpoints);
        if (found.OwnerEpoch != _epoch || corrected is not null)
            await CommitAsync([], corrected ?? [], [], cancellationToken);
    }

    /// <summary>Applies changes.</summary>
    /// <param name="changes">The changes, applied in order.</param>
    /// <param name="checkpoints">Where the log is to be read on afterwards.</param>
    /// <param name="usage">What is added to the counters of hours.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CheckpointConflictException">Somebody else has written.</exception>
    public async ValueTask CommitAsync(
        IReadOnlyList<GraphChange> changes,
        IReadOnlyList<Checkpoint> checkpoints,
        IReadOnlyList<UsageCount> usage,
        CancellationToken cancellationToken
    )
    {
        // Of a partition that the graph has nothing of yet, it must have nothing still.
        foreach (var checkpoint in checkpoints.Where(LogPosition.IsOfPartition))
            _expected.TryAdd((checkpoint.Topic, checkpoint.Partition), checkpoint with { Offset = 0 });
        await writer.CommitAsync(
            new GraphBatch(changes, [.. _expected.Values], checkpoints, _epoch, usage),
            cancellationToken
        );
        Expect(checkpoints);
    }

    /// <summary>
    /// Removes nodes of a label whose time lies before <paramref name="before"/>, with their relationships, in pieces.
    /// </summary>
    /// <returns>How many nodes were removed.</returns>
    public async ValueTask<long> TrimAsync(string label, DateTimeOffset before, CancellationToken cancellationToken)
    {
        for (var removed = 0L; ; )
        {
            var query = new NodeQuery(label, To: before, Limit: TrimBatch, Properties: []);
            var page = await reader.FindNodesAsync(query, cancellationToken);
            if (page.Nodes.Count == 0)
            {
                if (removed > 0)
                    await writer.ReclaimAsync(cancellationToken);
                return removed;
            }
            GraphChange[] gone = [.. page.Nodes.Select(node => new DeleteNode(node.Key))];
            await CommitAsync(gone, [], [], cancellationToken);
            removed += gone.Length;
        }
    }

    private void Expect(IReadOnlyList<Checkpoint> checkpoints)
    {
        foreach (var checkpoint in checkpoints.Where(LogPosition.IsOfPartition))
            _expected[(checkpoint.Topic, checkpoint.Partition)] = checkpoint;
    }
}
