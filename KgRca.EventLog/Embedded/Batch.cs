namespace KgRca.EventLog.Embedded;

/// <summary>A row of the table <c>batches</c>: neighbouring records of one partition.</summary>
/// <param name="BaseOffset">The offset of its first record.</param>
/// <param name="NextOffset">The offset after its last record; it names the batch within its partition.</param>
/// <param name="MaxTime">When its newest record was appended, in milliseconds since 1970.</param>
/// <param name="Records">How many records it holds.</param>
/// <param name="Data">The records, encoded.</param>
internal readonly record struct Batch(long BaseOffset, long NextOffset, long MaxTime, int Records, byte[] Data)
{
    /// <summary>How many records a batch holds at most. More would compress little better and make readers hold more at once.</summary>
    public const int FullRecords = 512;

    // A batch is read as a whole, and a reader of many partitions holds one of each.
    private const int FullBytes = 256 * 1024;

    /// <summary>Encodes records, which are in the order of their offsets, as one batch or more.</summary>
    public static IEnumerable<Batch> Of(IReadOnlyList<StoredRecord> records)
    {
        for (var start = 0; start < records.Count;)
        {
            var end = start;
            long bytes = 0;
            // A record that is longer than a full batch has one for itself.
            while (end < records.Count && end - start < FullRecords && (end == start || bytes + records[end].Length <= FullBytes)) bytes += records[end++].Length;
            yield return Encode([.. records.Skip(start).Take(end - start)]);
            start = end;
        }
    }

    private static Batch Encode(StoredRecord[] records) =>
        new(records[0].Offset, records[^1].Offset + 1, records.Max(record => record.Time), records.Length, BatchCodec.Encode(records));
}
