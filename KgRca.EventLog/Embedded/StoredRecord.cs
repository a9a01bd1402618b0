namespace KgRca.EventLog.Embedded;

/// <summary>A record as it is stored: with its offset and its place in the order of all records.</summary>
/// <param name="Offset">Its offset in the partition.</param>
/// <param name="Sequence">Its place in the order of all records of the log; grows, with gaps.</param>
/// <param name="Time">When it was appended, in milliseconds since 1970.</param>
/// <param name="Key">The key; empty for none.</param>
/// <param name="Value">The value; null is a tombstone.</param>
/// <param name="Headers">Its headers.</param>
internal readonly record struct StoredRecord(
    long Offset, long Sequence, long Time, ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte>? Value, IReadOnlyList<RecordHeader> Headers)
{
    /// <summary>Bytes of its key and value.</summary>
    public int Length => Key.Length + (Value?.Length ?? 0);
}
