using System.IO.Hashing;

namespace KgRca.EventLog.Embedded.Maintenance;

/// <summary>What the last pass left of a partition.</summary>
/// <param name="End">Where the pass ended.</param>
/// <param name="Kept">How many records it kept.</param>
/// <param name="OldestTombstone">When the oldest tombstone that it kept was appended, in milliseconds since 1970; null where it kept none.</param>
internal readonly record struct CompactedPartition(long End, long Kept, long? OldestTombstone);

/// <summary>One pass over a partition that keeps the last record of each key. Offsets and sequence numbers of what is kept do not change.</summary>
internal sealed class Compaction(LogFile file, TopicState topic, int partition, DateTimeOffset now)
{
    // A few batches at once, so that no long snapshot keeps the write-ahead log from being emptied.
    private const int BatchesAtOnce = 32;

    // With less to look at than this, a pass costs more than it wins.
    private const int WorthCompacting = 500;

    // A reader that is behind must still learn that a key is gone.
    private static readonly TimeSpan TombstoneAge = TimeSpan.FromDays(1);

    // Keys by their hash of 128 bits: two of a billion keys do not meet, and a key may be long.
    private readonly Dictionary<UInt128, long> _latest = [];
    private readonly SortedSet<long> _damaged = [];
    private readonly long _end = topic.Ends[partition];

    /// <summary>The offsets of the batches that cannot be read and so stay.</summary>
    public IReadOnlyCollection<long> DamagedBatches => _damaged;

    /// <summary>Whether a pass is worth its while: at least a third of the partition is new, or a tombstone has come of age.</summary>
    public bool IsDue(CompactedPartition last, bool isForced)
    {
        var added = _end - last.End;
        if (last.OldestTombstone is { } oldest && IsOfAge(oldest)) return true;
        return added > 0 && (isForced || added >= Math.Max(WorthCompacting, last.Kept / 2));
    }

    /// <summary>Makes the pass.</summary>
    public async Task<CompactedPartition> RunAsync(BatchRewriter rewriter, CancellationToken cancellationToken)
    {
        for (var from = 0L; ReadSome(ref from) is { Count: > 0 } batches;)
        {
            foreach (var record in batches.SelectMany(batch => batch.Records))
                if (!record.Key.IsEmpty) _latest[HashOf(record)] = record.Offset;
        }
        var kept = 0L;
        long? oldest = null;
        for (var from = 0L; ReadSome(ref from) is { Count: > 0 } batches;)
        {
            foreach (var (next, records) in batches)
            {
                var left = records.FindAll(IsKept);
                if (left.Count < records.Count) await rewriter.ReplaceAsync(topic, partition, [next], left, cancellationToken);
                kept += left.Count;
                foreach (var record in left.Where(record => record.Value is null)) oldest = Math.Min(oldest ?? long.MaxValue, record.Time);
            }
        }
        return new CompactedPartition(_end, kept, oldest);
    }

    private List<(long Next, List<StoredRecord> Records)> ReadSome(ref long from)
    {
        var batches = new List<(long, List<StoredRecord>)>();
        using var rows = file.Query(
            """
            SELECT next_offset, base_offset, data FROM batches
            WHERE topic_id = $1 AND partition = $2 AND next_offset > $3 AND next_offset <= $4 ORDER BY next_offset LIMIT $5
            """, null, topic.Id, partition, from, _end, BatchesAtOnce);
        while (rows.Read())
        {
            from = rows.GetInt64(0);
            batches.Add((from, Decode(rows.GetInt64(1), rows.GetFieldValue<byte[]>(2))));
        }
        return batches;
    }

    private List<StoredRecord> Decode(long baseOffset, byte[] data)
    {
        try
        {
            return BatchCodec.Decode(data);
        }
        catch (InvalidDataException)
        {
            _damaged.Add(baseOffset);
            return [];
        }
    }

    private bool IsKept(StoredRecord record)
    {
        if (record.Key.IsEmpty) return true;
        if (_latest.GetValueOrDefault(HashOf(record), record.Offset) != record.Offset) return false;
        return record.Value is not null || !IsOfAge(record.Time);
    }

    private bool IsOfAge(long time) => now.ToUnixTimeMilliseconds() - time >= TombstoneAge.TotalMilliseconds;

    private static UInt128 HashOf(StoredRecord record) => XxHash128.HashToUInt128(record.Key.Span);
}
