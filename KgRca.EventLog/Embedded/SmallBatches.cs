namespace KgRca.EventLog.Embedded;

/// <summary>Joins neighbouring batches of few records, which compress badly and cost a row each.</summary>
internal static class SmallBatches
{
    private const int FullBatch = 500;
    private const int BatchesAtOnce = 200;

    /// <summary>Joins some of the batches from an offset on.</summary>
    /// <param name="group">The transaction.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="from">Where to begin; becomes where to go on.</param>
    /// <returns>Whether there are more.</returns>
    public static bool JoinSome(WriteGroup group, TopicState topic, int partition, ref long from)
    {
        var batches = new List<(long Id, long Next, int Records, byte[] Data)>();
        using (
            var rows = group.File.Query(
                "SELECT id, next_offset, records, data FROM batches WHERE topic_id = $1 AND partition = $2 "
                    + "AND next_offset > $3 ORDER BY next_offset LIMIT $4",
                group.Transaction,
                topic.Id,
                partition,
                from,
                BatchesAtOnce
            )
        )
        {
            while (rows.Read())
                batches.Add((rows.GetInt64(0), rows.GetInt64(1), rows.GetInt32(2), rows.GetFieldValue<byte[]>(3)));
        }
        for (var start = 0; start < batches.Count; )
        {
            var (end, records) = (start + 1, batches[start].Records);
            while (end < batches.Count && records + batches[end].Records <= FullBatch)
                records += batches[end++].Records;
            if (end - start > 1)
                Join(group, topic, partition, batches[start..end]);
            // The last run may grow yet, so the next pass begins with it.
            if (end < batches.Count)
                from = batches[end - 1].Next;
            start = end;
        }
        return batches.Count == BatchesAtOnce;
    }

    private static void Join(
        WriteGroup group,
        TopicState topic,
        int partition,
        List<(long Id, long Next, int Records, byte[] Data)> batches
    )
    {
        var records = new List<StoredRecord>();
        foreach (var batch in batches)
        {
            // A damaged batch stays as it is: its reader says where, and an operator may still mend the file.
            if (!BatchCodec.TryDecode(batch.Data, out var some))
                return;
            records.AddRange(some);
        }
        foreach (var batch in batches)
            group.File.Run("DELETE FROM batches WHERE id = $1", group.Transaction, batch.Id);
        group.Store(topic, partition, records);
    }
}
