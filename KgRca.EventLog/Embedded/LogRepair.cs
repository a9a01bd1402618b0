namespace KgRca.EventLog.Embedded;

/// <summary>A batch that could not be read, as it was found in the file.</summary>
/// <param name="Partition">Where it was.</param>
/// <param name="Offset">Its first offset.</param>
/// <param name="NextOffset">The offset after its last record.</param>
/// <param name="Bytes">What the file has in its place.</param>
public sealed record DamagedBatch(TopicPartition Partition, long Offset, long NextOffset, ReadOnlyMemory<byte> Bytes);

/// <summary>Takes batches that cannot be read out of the file, so that reading goes on behind them.</summary>
internal static class LogRepair
{
    private const int BatchesAtOnce = 100;

    /// <summary>Looks at some of the batches of a topic.</summary>
    /// <param name="group">The transaction.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="from">The number of the batch to begin behind; becomes where to go on.</param>
    /// <param name="setAside">Is given each that is damaged before it is removed.</param>
    /// <returns>Whether there are more.</returns>
    public static bool TakeOutSome(WriteGroup group, TopicState topic, ref long from, Action<DamagedBatch> setAside)
    {
        var damaged = new List<(long Id, DamagedBatch Batch)>();
        var count = 0;
        using (
            var rows = group.File.Query(
                "SELECT id, partition, base_offset, next_offset, data FROM batches WHERE topic_id = $1 AND id > $2 ORDER BY id LIMIT $3",
                group.Transaction,
                topic.Id,
                from,
                BatchesAtOnce
            )
        )
        {
            for (; rows.Read(); count++)
            {
                from = rows.GetInt64(0);
                var bytes = rows.GetFieldValue<byte[]>(4);
                if (BatchCodec.TryDecode(bytes, out _))
                    continue;
                var partition = new TopicPartition(topic.Definition.Name, rows.GetInt32(1));
                damaged.Add((from, new DamagedBatch(partition, rows.GetInt64(2), rows.GetInt64(3), bytes)));
            }
        }
        foreach (var (id, batch) in damaged)
        {
            setAside(batch);
            group.File.Run("DELETE FROM batches WHERE id = $1", group.Transaction, id);
        }
        return count == BatchesAtOnce;
    }
}
