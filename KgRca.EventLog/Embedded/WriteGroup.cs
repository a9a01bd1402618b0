using Microsoft.Data.Sqlite;

namespace KgRca.EventLog.Embedded;

/// <summary>One transaction in the making. What it comes to is published once it is committed.</summary>
internal sealed class WriteGroup(
    LogFile file,
    SqliteTransaction transaction,
    TopicCatalog catalog,
    long nextSequence,
    long now
)
{
    private readonly Dictionary<(TopicState Topic, int Partition), List<StoredRecord>> _pending = [];
    private readonly Dictionary<(TopicState Topic, int Partition), long> _ends = [];
    private readonly Dictionary<string, TopicState?> _topics = new(StringComparer.Ordinal);

    public long NextSequence { get; private set; } = nextSequence;

    /// <summary>How many records it holds so far.</summary>
    public int Records { get; private set; }

    /// <summary>Whether the file should become as short as it can once this is committed.</summary>
    public bool IsVacuum { get; set; }

    public LogFile File => file;

    public SqliteTransaction Transaction => transaction;

    /// <summary>Adds records; all of them or, where a topic is unknown, none.</summary>
    public void Append(IReadOnlyList<AppendRecord> records)
    {
        var topics = new TopicState[records.Count];
        for (var i = 0; i < topics.Length; i++)
            topics[i] =
                i > 0 && records[i].Topic == records[i - 1].Topic
                    ? topics[i - 1]
                    : Find(records[i].Topic) ?? throw new UnknownTopicException(records[i].Topic);
        for (var i = 0; i < topics.Length; i++)
        {
            var place = (topics[i], topics[i].PartitionOf(records[i].Key.Span));
            var end = EndOf(place);
            if (!_pending.TryGetValue(place, out var pending))
                _pending.Add(place, pending = []);
            pending.Add(
                new StoredRecord(end, NextSequence++, now, records[i].Key, records[i].Value, records[i].Headers ?? [])
            );
            _ends[place] = end + 1;
        }
        Records += records.Count;
    }

    public void Create(TopicDefinition definition)
    {
        Flush();
        if (Find(definition.Name) is { } existing)
        {
            definition = definition with { Partitions = existing.Definition.Partitions };
            if (definition == existing.Definition)
                return;
            file.Run(
                "UPDATE topics SET cleanup = $1, retention_ms = $2 WHERE id = $3",
                transaction,
                (int)definition.Cleanup,
                Milliseconds(definition.Retention),
                existing.Id
            );
            _topics[definition.Name] = new TopicState(existing.Id, definition, existing.Ends);
            return;
        }
        file.Run(
            "INSERT INTO topics (name, partitions, cleanup, retention_ms) VALUES ($1, $2, $3, $4)",
            transaction,
            definition.Name,
            definition.Partitions,
            (int)definition.Cleanup,
            Milliseconds(definition.Retention)
        );
        var id = (long)(file.Scalar("SELECT last_insert_rowid()", transaction) ?? 0L);
        for (var partition = 0; partition < definition.Partitions; partition++)
            file.Run("INSERT INTO partitions VALUES ($1, $2, 0)", transaction, id, partition);
        _topics[definition.Name] = new TopicState(id, definition, new long[definition.Partitions]);
    }

    public void Delete(string name)
    {
        Flush();
        if (Find(name) is not { } topic)
            return;
        foreach (var table in (string[])["batches", "partitions", "offsets"])
            file.Run($"DELETE FROM {table} WHERE topic_id = $1", transaction, topic.Id);
        file.Run("DELETE FROM topics WHERE id = $1", transaction, topic.Id);
        foreach (var place in _ends.Keys.Where(place => place.Topic == topic).ToList())
            _ends.Remove(place);
        _topics[name] = null;
    }

    public void Commit(string group, IReadOnlyList<TopicPartitionOffset> offsets)
    {
        foreach (var (partition, offset) in offsets)
        {
            if (Find(partition.Topic) is { } topic)
                file.Run(
                    "INSERT INTO offsets VALUES ($1, $2, $3, $4) ON CONFLICT DO UPDATE SET offset = excluded.offset",
                    transaction,
                    group,
                    topic.Id,
                    partition.Partition,
                    offset
                );
        }
    }

    /// <summary>Writes something, to see whether it can.</summary>
    public void Probe() => file.Run("UPDATE meta SET value = value + 1 WHERE key = 'probe'", transaction);

    /// <summary>Stores what was appended.</summary>
    public void Flush()
    {
        foreach (var (place, records) in _pending)
        {
            Store(place.Topic, place.Partition, records);
            file.Run(
                "UPDATE partitions SET next_offset = $1 WHERE topic_id = $2 AND partition = $3",
                transaction,
                _ends[place],
                place.Topic.Id,
                place.Partition
            );
        }
        if (_pending.Count > 0)
            file.Run(
                "UPDATE meta SET value = CASE key WHEN 'next_sequence' THEN $1 ELSE $2 END WHERE key IN ('next_sequence', 'last_time')",
                transaction,
                NextSequence,
                now
            );
        _pending.Clear();
    }

    /// <summary>Stores a batch of records.</summary>
    public void Store(TopicState topic, int partition, IReadOnlyList<StoredRecord> records) =>
        file.Run(
            "INSERT INTO batches (topic_id, partition, base_offset, next_offset, last_sequence, max_time, "
                + "records, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            transaction,
            topic.Id,
            partition,
            records[0].Offset,
            records[^1].Offset + 1,
            records[^1].Sequence,
            records.Max(record => record.Time),
            records.Count,
            BatchCodec.Encode(records)
        );

    /// <summary>Makes what was committed visible.</summary>
    public void Publish()
    {
        if (_ends.Count == 0 && _topics.Count == 0)
            return;
        catalog.Publish(
            topics =>
            {
                foreach (var (name, topic) in _topics)
                {
                    if (topic is null)
                        topics.Remove(name);
                    else
                        topics[name] = topic;
                }
                foreach (var ((topic, partition), end) in _ends)
                    topic.Ends[partition] = end;
            },
            topicsChanged: _topics.Count > 0
        );
    }

    private TopicState? Find(string name) =>
        _topics.TryGetValue(name, out var changed) ? changed
        : catalog.TryGet(name, out var topic) ? topic
        : null;

    private long EndOf((TopicState Topic, int Partition) place) =>
        _ends.TryGetValue(place, out var end) ? end : place.Topic.Ends[place.Partition];

    private static object Milliseconds(TimeSpan? retention) =>
        retention is { } value ? (long)value.TotalMilliseconds : DBNull.Value;
}
