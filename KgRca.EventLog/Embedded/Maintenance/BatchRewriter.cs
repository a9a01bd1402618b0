namespace KgRca.EventLog.Embedded.Maintenance;

/// <summary>Replaces batches by others of the same records or fewer. Many replacements share a transaction.</summary>
internal sealed class BatchRewriter(LogWriter writer)
{
    private const int BatchesAtOnce = 64;
    private const int BytesAtOnce = 4 * 1024 * 1024;

    private readonly List<Replacement> _waiting = [];
    private int _batches;
    private long _bytes;

    /// <summary>Replaces neighbouring batches, now or at the next <see cref="FlushAsync"/>.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="replaced">The offsets that the batches end at.</param>
    /// <param name="records">What is left of their records.</param>
    /// <param name="cancellationToken">Ends the wait for the writer.</param>
    public async Task ReplaceAsync(
        TopicState topic, int partition, IReadOnlyList<long> replaced, IReadOnlyList<StoredRecord> records, CancellationToken cancellationToken)
    {
        var replacement = new Replacement(topic.Id, partition, replaced, [.. Batch.Of(records)]);
        _waiting.Add(replacement);
        _batches += replaced.Count + replacement.Batches.Count;
        _bytes += replacement.Batches.Sum(batch => (long)batch.Data.Length);
        if (_batches >= BatchesAtOnce || _bytes >= BytesAtOnce) await FlushAsync(cancellationToken);
    }

    /// <summary>Makes what waits durable.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_waiting.Count == 0) return;
        Replacement[] waiting = [.. _waiting];
        _waiting.Clear();
        (_batches, _bytes) = (0, 0);
        await writer.WriteAsync(group =>
        {
            foreach (var replacement in waiting) Apply(group, replacement);
        }, cancellationToken);
    }

    private static void Apply(WriteGroup group, Replacement replacement)
    {
        var removed = 0;
        foreach (var next in replacement.Replaced)
        {
            removed += group.Run("DELETE FROM batches WHERE topic_id = $1 AND partition = $2 AND next_offset = $3",
                replacement.TopicId, replacement.Partition, next);
        }
        // Only the maintenance removes batches, and it does one thing at a time. So either all are there, or its own removal of a deleted topic was first.
        if (removed == 0) return;
        foreach (var batch in replacement.Batches) group.Store(replacement.TopicId, replacement.Partition, batch);
    }

    private sealed record Replacement(long TopicId, int Partition, IReadOnlyList<long> Replaced, IReadOnlyList<Batch> Batches);
}
