namespace KgRca.EventLog;

/// <summary>How a topic forgets.</summary>
public enum CleanupPolicy
{
    /// <summary>Records older than the retention are removed.</summary>
    Delete,

    /// <summary>Of each key the last record is kept; a record without a value removes its key.</summary>
    Compact,
}

/// <summary>A topic.</summary>
/// <param name="Name">Its name: 1 to 249 characters of <c>a-z A-Z 0-9 . _ -</c>, as Kafka has it.</param>
/// <param name="Partitions">How many partitions it has, from 1.</param>
/// <param name="Cleanup">How it forgets.</param>
/// <param name="Retention">For how long records are kept under <see cref="CleanupPolicy.Delete"/>; null keeps them for
/// ever.</param>
public sealed record TopicDefinition(string Name, int Partitions, CleanupPolicy Cleanup, TimeSpan? Retention = null);

/// <summary>A record to append.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Key">The key, UTF-8; empty for none.</param>
/// <param name="Value">The value; null is a tombstone. Not copied: do not write to it until the append has
/// returned.</param>
/// <param name="Headers">Names and values that travel with the record; null for none.</param>
public readonly record struct AppendRecord(
    string Topic,
    ReadOnlyMemory<byte> Key,
    ReadOnlyMemory<byte>? Value,
    IReadOnlyList<RecordHeader>? Headers = null
);

/// <summary>A header of a record.</summary>
public readonly record struct RecordHeader(string Name, string Value);

/// <summary>A record that was read.</summary>
/// <param name="Partition">Where it stands.</param>
/// <param name="Offset">Its offset in the partition.</param>
/// <param name="Timestamp">When it was appended, to the millisecond. Later records have no earlier time, whatever the
/// machine's clock does.</param>
/// <param name="Key">The key; empty for none.</param>
/// <param name="Value">The value; null is a tombstone.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Sequence">Its place in the order of all records of the log.</param>
public sealed record LogRecord(
    TopicPartition Partition,
    long Offset,
    DateTimeOffset Timestamp,
    ReadOnlyMemory<byte> Key,
    ReadOnlyMemory<byte>? Value,
    IReadOnlyList<RecordHeader> Headers,
    long Sequence = 0
);

/// <summary>
/// A time that a log was opened for writing. Two logs with the same openings are copies of each other; what follows the
/// last one that they share is not the same.
/// </summary>
/// <param name="Id">A random number above 0.</param>
/// <param name="FirstSequence">The sequence number of the first record that was, or will be, appended since.</param>
public readonly record struct LogOpening(long Id, long FirstSequence);

/// <summary>A partition of a topic.</summary>
public readonly record struct TopicPartition(string Topic, int Partition);

/// <summary>A position in a partition: the offset of the next record to read.</summary>
public readonly record struct TopicPartitionOffset(TopicPartition Partition, long Offset);

/// <summary>How far a group is behind.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Committed">The group's committed offset; 0 where it has committed none.</param>
/// <param name="End">The offset that the next record will get.</param>
public readonly record struct PartitionLag(TopicPartition Partition, long Committed, long End)
{
    /// <summary>Records that the group has not yet done with.</summary>
    public long Lag => End - Committed;
}

/// <summary>What a consumer reads, and which callbacks run on assignment and revocation, during a poll.</summary>
/// <param name="Group">The consumer group.</param>
/// <param name="TopicPattern">A regular expression; topics that match it are read, also ones that are made
/// later.</param>
/// <param name="Assigned">
/// Told of partitions that become this member's, before any of their records is given; answers where to begin in each. A
/// partition that the answer leaves out begins at the group's committed offset, or at its first record where there is
/// none. Null where nobody asks.
/// </param>
/// <param name="Revoked">
/// Told of partitions that are no longer this member's. When it returns, the member must have ended all work for them, as
/// another member is then assigned them. Not called when the consumer is disposed of. Null where nobody asks.
/// </param>
/// <param name="UnitOf">Names the unit of a topic: all partitions of a unit are assigned to one member. Null for a unit
/// of each partition.</param>
public sealed record Subscription(
    string Group,
    string TopicPattern,
    Func<Assignment, CancellationToken, ValueTask<IReadOnlyList<TopicPartitionOffset>>>? Assigned = null,
    Func<Revocation, CancellationToken, ValueTask>? Revoked = null,
    Func<string, string>? UnitOf = null
);

/// <summary>Partitions become a member's.</summary>
/// <param name="Partitions">The partitions.</param>
/// <param name="Epoch">
/// Tells owners of a partition apart: whoever is assigned it later has a greater one, in any process and after any
/// restart. An owner writes with it, so that one that was paused and has lost its partitions meanwhile writes nothing.
/// </param>
public sealed record Assignment(IReadOnlyList<TopicPartition> Partitions, long Epoch);

/// <summary>Partitions are no longer a member's.</summary>
/// <param name="Partitions">The partitions.</param>
/// <param name="IsLost">Whether they have been somebody else's, or have been gone, for a while already: what the member
/// has not committed is not its own any more.</param>
public sealed record Revocation(IReadOnlyList<TopicPartition> Partitions, bool IsLost);

/// <summary>A topic was named that does not exist.</summary>
public sealed class UnknownTopicException(string topic) : Exception($"There is no topic '{topic}'.")
{
    /// <summary>The topic's name.</summary>
    public string Topic { get; } = topic;
}

/// <summary>
/// The log cannot be written to or read now: the disk is full, the file is locked, the server is away. Nothing of the
/// call was done.
/// </summary>
public sealed class EventLogUnavailableException(string message, Exception innerException)
    : Exception(message, innerException);

/// <summary>Stored bytes are not what was written.</summary>
/// <param name="partition">Where.</param>
/// <param name="offset">The first offset of the batch that cannot be read.</param>
/// <param name="problem">What is wrong with it.</param>
public sealed class CorruptLogException(TopicPartition partition, long offset, string problem)
    : Exception($"The batch at offset {offset} of {partition.Topic}/{partition.Partition} is damaged: {problem}.")
{
    /// <summary>The partition that holds the batch.</summary>
    public TopicPartition Partition { get; } = partition;

    /// <summary>The first offset of the batch.</summary>
    public long Offset { get; } = offset;
}
