using Microsoft.Data.Sqlite;

namespace KgRca.EventLog.Embedded;

/// <summary>Where a consumer stands in a partition, and what it has read ahead there.</summary>
internal sealed class PartitionCursor(TopicPartition partition, long topicId, long position)
{
    private const string NextBatch = """
        SELECT base_offset, data FROM batches WHERE topic_id = $1 AND partition = $2 AND next_offset > $3 ORDER BY next_offset LIMIT 1
        """;

    private List<StoredRecord> _read = [];
    private int _next;

    public TopicPartition Partition { get; } = partition;

    public long TopicId { get; } = topicId;

    /// <summary>The offset of the next record to give.</summary>
    public long Position { get; private set; } = position;

    public bool IsPaused { get; set; }

    public void Seek(long offset) => (Position, _read, _next) = (offset, [], 0);

    /// <summary>Finds the next record before <paramref name="end"/>.</summary>
    /// <exception cref="CorruptLogException">The batch that holds it cannot be read.</exception>
    public bool TryPeek(LogFile file, SqliteTransaction snapshot, long end, out StoredRecord record)
    {
        record = default;
        while (true)
        {
            for (; _next < _read.Count; _next++)
            {
                if (_read[_next].Offset < Position)
                    continue;
                record = _read[_next];
                return record.Offset < end;
            }
            if (Position >= end || !TryReadBatch(file, snapshot))
                return false;
        }
    }

    public void Advance()
    {
        Position = _read[_next].Offset + 1;
        // What was given is kept no longer: a partition may be quiet for days.
        if (++_next == _read.Count)
            (_read, _next) = ([], 0);
    }

    private bool TryReadBatch(LogFile file, SqliteTransaction snapshot)
    {
        using var rows = file.Query(NextBatch, snapshot, TopicId, Partition.Partition, Position);
        if (!rows.Read())
            return false;
        try
        {
            _read = BatchCodec.Decode(rows.GetFieldValue<byte[]>(1));
        }
        catch (InvalidDataException exception)
        {
            throw new CorruptLogException(Partition, rows.GetInt64(0), exception.Message);
        }
        _next = 0;
        return true;
    }
}
