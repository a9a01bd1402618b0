namespace KgRca.EventLog;

/// <summary>
/// A durable log of records in topics with partitions, with Kafka's semantics. Safe for use by many threads at once.
/// </summary>
public interface IEventLog
{
    /// <summary>
    /// Makes the topics that are absent. An existing topic keeps its partitions; its retention and cleanup become those
    /// given.
    /// </summary>
    ValueTask CreateTopicsAsync(IReadOnlyList<TopicDefinition> topics, CancellationToken cancellationToken);

    /// <summary>Removes topics with their records and committed offsets. Absent topics are no error.</summary>
    ValueTask DeleteTopicsAsync(IReadOnlyList<string> topics, CancellationToken cancellationToken);

    /// <summary>The topics that exist, ordered by name.</summary>
    ValueTask<IReadOnlyList<TopicDefinition>> ListTopicsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Appends records, and returns once they are durable. A record's partition follows from its key (records of one
    /// key stay in order); the records of one call keep their order within each partition. The embedded log appends all
    /// of a call or nothing.
    /// </summary>
    /// <exception cref="UnknownTopicException">A topic does not exist; nothing was appended.</exception>
    /// <exception cref="EventLogUnavailableException">The log cannot write, for example because the disk is full. The
    /// caller may try again.</exception>
    ValueTask AppendAsync(IReadOnlyList<AppendRecord> records, CancellationToken cancellationToken);

    /// <summary>Begins to read as a member of a consumer group.</summary>
    ValueTask<IEventConsumer> SubscribeAsync(Subscription subscription, CancellationToken cancellationToken);

    /// <summary>How far a group is behind in each partition of each topic that it has committed offsets in.</summary>
    ValueTask<IReadOnlyList<PartitionLag>> GetLagAsync(string group, CancellationToken cancellationToken);

    /// <summary>
    /// For each partition of some topics, the offset that its next record will get. Unknown topics are left out.
    /// </summary>
    ValueTask<IReadOnlyList<TopicPartitionOffset>> GetEndOffsetsAsync(
        IReadOnlyList<string> topics,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// When the log was opened, this time last. They are its identity: whoever has read another log, or a copy that was
    /// lost, finds that out by them.
    /// </summary>
    IReadOnlyList<LogOpening> Openings { get; }

    /// <summary>
    /// For each partition of some topics, the offset of its first record whose sequence number is at least
    /// <paramref name="sequence"/>; where there is none, the offset that its next record will get. Unknown topics are
    /// left out.
    /// </summary>
    ValueTask<IReadOnlyList<TopicPartitionOffset>> FindOffsetsAsync(
        IReadOnlyList<string> topics,
        long sequence,
        CancellationToken cancellationToken
    );

    /// <summary>Bytes that a topic's records take in storage.</summary>
    ValueTask<long> GetStoredBytesAsync(string topic, CancellationToken cancellationToken);
}

/// <summary>
/// A member of a consumer group. One thread polls; <see cref="Pause"/> and <see cref="Resume"/> may be called by any.
/// A partition is read by one member of a group at a time.
/// </summary>
public interface IEventConsumer : IAsyncDisposable
{
    /// <summary>
    /// The next records of the partitions that are assigned and not paused. Records of one partition come in the order
    /// of their offsets; the embedded log gives records of all partitions in the order in which they were appended.
    /// </summary>
    /// <param name="maxRecords">How many records at most.</param>
    /// <param name="maxWait">How long to wait for the first record.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The records; none when the wait was over. The list and its records stay valid.</returns>
    /// <exception cref="CorruptLogException">A stored batch cannot be read. The partition's position stays, other
    /// partitions can still be polled after pausing it.</exception>
    ValueTask<IReadOnlyList<LogRecord>> PollAsync(
        int maxRecords,
        TimeSpan maxWait,
        CancellationToken cancellationToken
    );

    /// <summary>Stops giving records of these partitions until they are resumed. Positions stay.</summary>
    void Pause(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>Gives records of these partitions again.</summary>
    void Resume(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>The next poll of the partition begins at this offset.</summary>
    void Seek(TopicPartitionOffset position);

    /// <summary>
    /// Stores the offset after the last record done with, for each partition. What it keeps is where the group goes on
    /// after a restart, and its lag.
    /// </summary>
    ValueTask CommitAsync(IReadOnlyList<TopicPartitionOffset> offsets, CancellationToken cancellationToken);
}
