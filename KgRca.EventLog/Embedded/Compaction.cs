using System.IO.Hashing;

namespace KgRca.EventLog.Embedded;

/// <summary>
/// One pass over a partition that keeps the last record of each key. Offsets and sequence numbers of what is kept do
/// not change. A batch that cannot be read stays as it is: its reader says where it is, and nothing that may be the last
/// of its key is removed for it.
/// </summary>
internal sealed class Compaction(TopicState topic, int partition, DateTimeOffset now)
{
    private const int BatchesAtOnce = 32;

    // A reader that is behind must still learn that a key is gone.
    private static readonly TimeSpan TombstoneAge = TimeSpan.FromDays(1);

    // Keys by their hash of 128 bits: two of a billion keys do not meet, and a key may be long.
    private readonly Dictionary<UInt128, long> _latest = [];
    private long _rewrittenTo;

    /// <summary>The offset that the pass ends at.</summary>
    public long End { get; private set; }

    public bool HasMore { get; private set; }

    /// <summary>Learns where the last record of each key is.</summary>
    public void FindLatest(WriteGroup group)
    {
        using var rows = group.File.Query(
            "SELECT data, next_offset FROM batches WHERE topic_id = $1 AND partition = $2 ORDER BY next_offset",
            group.Transaction,
            topic.Id,
            partition
        );
        while (rows.Read())
        {
            End = rows.GetInt64(1);
            if (!BatchCodec.TryDecode(rows.GetFieldValue<byte[]>(0), out var records))
                continue;
            foreach (var record in records)
                if (!record.Key.IsEmpty)
                    _latest[XxHash128.HashToUInt128(record.Key.Span)] = record.Offset;
        }
        HasMore = End > 0;
    }

    /// <summary>Rewrites the next batches without what is superseded.</summary>
    public void RewriteSome(WriteGroup group)
    {
        var batches = new List<(long Id, long Next, byte[] Data)>();
        using (
            var rows = group.File.Query(
                "SELECT id, next_offset, data FROM batches WHERE topic_id = $1 AND partition = $2 AND "
                    + "next_offset > $3 AND next_offset <= $4 ORDER BY next_offset LIMIT $5",
                group.Transaction,
                topic.Id,
                partition,
                _rewrittenTo,
                End,
                BatchesAtOnce
            )
        )
        {
            while (rows.Read())
                batches.Add((rows.GetInt64(0), rows.GetInt64(1), rows.GetFieldValue<byte[]>(2)));
        }
        HasMore = batches.Count == BatchesAtOnce;
        foreach (var (id, next, data) in batches)
        {
            _rewrittenTo = next;
            if (!BatchCodec.TryDecode(data, out var records))
                continue;
            var kept = records.FindAll(IsKept);
            if (kept.Count == records.Count)
                continue;
            group.File.Run("DELETE FROM batches WHERE id = $1", group.Transaction, id);
            if (kept.Count > 0)
                group.Store(topic, partition, kept);
        }
    }

    private bool IsKept(StoredRecord record)
    {
        if (record.Key.IsEmpty)
            return true;
        if (_latest.GetValueOrDefault(XxHash128.HashToUInt128(record.Key.Span)) != record.Offset)
            return false;
        return record.Value is not null || now.ToUnixTimeMilliseconds() - record.Time < TombstoneAge.TotalMilliseconds;
    }
}
