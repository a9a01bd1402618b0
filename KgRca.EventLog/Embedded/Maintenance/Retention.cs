namespace KgRca.EventLog.Embedded.Maintenance;

/// <summary>Removes batches that nobody is to read again, some at a time.</summary>
internal static class Retention
{
    // With full batches some 10 MB of pages, which a transaction frees in a few milliseconds.
    private const int BatchesAtOnce = 200;

    /// <summary>Removes the batches whose newest record is older than a moment. Removal begins with the oldest and ends at the first that is not.</summary>
    public static async Task RemoveOldAsync(
        LogFile file, LogWriter writer, TopicState topic, int partition, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var limit = before.ToUnixTimeMilliseconds();
        while (true)
        {
            var end = 0L;
            var count = 0;
            using (var rows = file.Query(
                "SELECT next_offset, max_time FROM batches WHERE topic_id = $1 AND partition = $2 ORDER BY next_offset LIMIT $3",
                null, topic.Id, partition, BatchesAtOnce))
            {
                for (; rows.Read() && rows.GetInt64(1) < limit; count++) end = rows.GetInt64(0);
            }
            if (count == 0) return;
            await writer.WriteAsync(group => group.Run(
                "DELETE FROM batches WHERE topic_id = $1 AND partition = $2 AND next_offset <= $3", topic.Id, partition, end), cancellationToken);
        }
    }

    /// <summary>Removes the batches of topics that were deleted.</summary>
    public static async Task RemoveDeletedTopicsAsync(LogFile file, LogWriter writer, CancellationToken cancellationToken)
    {
        while (file.Number("SELECT id FROM deleted_topics LIMIT 1") is var id and > 0)
        {
            await writer.WriteAsync(group =>
            {
                var removed = group.Run("DELETE FROM batches WHERE id IN (SELECT id FROM batches WHERE topic_id = $1 LIMIT $2)", id, BatchesAtOnce);
                if (removed < BatchesAtOnce) group.Run("DELETE FROM deleted_topics WHERE id = $1", id);
            }, cancellationToken);
        }
    }
}
