using Microsoft.Data.Sqlite;

namespace KgRca.EventLog.Embedded;

/// <summary>One transaction in the making. What it comes to is published once it is committed.</summary>
internal sealed class WriteGroup(LogFile file, SqliteTransaction transaction, TopicCatalog catalog, long nextSequence, long now)
{
    private const int ProbeBytes = 64 * 1024;

    private readonly Dictionary<(long TopicId, int Partition), PendingPartition> _pending = [];
    private readonly Dictionary<string, TopicState?> _topics = new(StringComparer.Ordinal);

    public long NextSequence { get; private set; } = nextSequence;

    /// <summary>How many records it holds so far.</summary>
    public int Records { get; private set; }

    /// <summary>Bytes of their keys and values.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds records; all of them or, where a topic is unknown, none.</summary>
    public void Append(IReadOnlyList<AppendRecord> records)
    {
        var topics = new TopicState[records.Count];
        for (var i = 0; i < topics.Length; i++)
        {
            var isSame = i > 0 && records[i].Topic == records[i - 1].Topic;
            topics[i] = isSame ? topics[i - 1] : Find(records[i].Topic) ?? throw new UnknownTopicException(records[i].Topic);
        }
        for (var i = 0; i < topics.Length; i++)
        {
            var pending = PendingOf(topics[i], topics[i].PartitionOf(records[i].Key.Span));
            var record = new StoredRecord(pending.End++, NextSequence++, now, records[i].Key, records[i].Value, records[i].Headers ?? []);
            pending.Records.Add(record);
            Bytes += record.Length;
        }
        Records += records.Count;
    }

    /// <summary>Makes a topic, or gives an existing one another cleanup and retention.</summary>
    public void Create(TopicDefinition definition)
    {
        if (Find(definition.Name) is { } existing)
        {
            definition = definition with { Partitions = existing.Definition.Partitions };
            if (definition == existing.Definition) return;
            Run("UPDATE topics SET cleanup = $1, retention_ms = $2 WHERE id = $3", (int)definition.Cleanup, Milliseconds(definition.Retention), existing.Id);
            _topics[definition.Name] = new TopicState(existing.Id, definition, existing.Ends);
            return;
        }
        Run("INSERT INTO topics (name, partitions, cleanup, retention_ms) VALUES ($1, $2, $3, $4)",
            definition.Name, definition.Partitions, (int)definition.Cleanup, Milliseconds(definition.Retention));
        var id = (long)(file.Scalar("SELECT last_insert_rowid()", transaction) ?? 0L);
        for (var partition = 0; partition < definition.Partitions; partition++) Run("INSERT INTO partitions VALUES ($1, $2, 0)", id, partition);
        _topics[definition.Name] = new TopicState(id, definition, new long[definition.Partitions]);
    }

    /// <summary>Removes a topic. Its batches, which may be many, are left to the maintenance.</summary>
    public void Delete(string name)
    {
        if (Find(name) is not { } topic) return;
        Run("INSERT INTO deleted_topics VALUES ($1)", topic.Id);
        Run("DELETE FROM offsets WHERE topic_id = $1", topic.Id);
        Run("DELETE FROM partitions WHERE topic_id = $1", topic.Id);
        Run("DELETE FROM topics WHERE id = $1", topic.Id);
        for (var partition = 0; partition < topic.Ends.Length; partition++) _pending.Remove((topic.Id, partition));
        _topics[name] = null;
    }

    /// <summary>Stores a group's offsets. Those of topics that are gone are left out.</summary>
    public void Commit(string group, IReadOnlyList<TopicPartitionOffset> offsets)
    {
        foreach (var (partition, offset) in offsets)
        {
            if (Find(partition.Topic) is not { } topic) continue;
            Run("INSERT INTO offsets VALUES ($1, $2, $3, $4) ON CONFLICT DO UPDATE SET offset = excluded.offset",
                group, topic.Id, partition.Partition, offset);
        }
    }

    /// <summary>Writes as much as a small append does, to see whether there is room again.</summary>
    public void Probe() => Run("INSERT INTO probe VALUES (1, zeroblob($1))", ProbeBytes);

    /// <summary>Takes back what <see cref="Probe"/> wrote.</summary>
    public void EndProbe() => Run("DELETE FROM probe");

    /// <summary>Stores what was appended. Nothing may be appended after it.</summary>
    public void Flush()
    {
        foreach (var ((topicId, partition), pending) in _pending)
        {
            foreach (var batch in Batch.Of(pending.Records)) Store(topicId, partition, batch);
            Run("UPDATE partitions SET next_offset = $1 WHERE topic_id = $2 AND partition = $3", pending.End, topicId, partition);
        }
        if (_pending.Count > 0) Run("UPDATE meta SET value = $1 WHERE key = 'next_sequence'", NextSequence);
    }

    /// <summary>Stores a batch of records.</summary>
    public void Store(long topicId, int partition, Batch batch) =>
        Run("INSERT INTO batches (topic_id, partition, base_offset, next_offset, max_time, records, data) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            topicId, partition, batch.BaseOffset, batch.NextOffset, batch.MaxTime, batch.Records, batch.Data);

    /// <summary>Runs a statement with values <c>$1</c>, <c>$2</c>, …</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run(string sql, params ReadOnlySpan<object> values) => file.Run(sql, transaction, values);

    /// <summary>Makes what was committed visible.</summary>
    public void Publish()
    {
        if (_pending.Count == 0 && _topics.Count == 0) return;
        catalog.Publish(topics =>
        {
            foreach (var (name, topic) in _topics)
            {
                if (topic is null) topics.Remove(name);
                else topics[name] = topic;
            }
            foreach (var ((_, partition), pending) in _pending) pending.Topic.Ends[partition] = pending.End;
        }, topicsChanged: _topics.Count > 0);
    }

    private TopicState? Find(string name) => _topics.TryGetValue(name, out var changed) ? changed : catalog.TryGet(name, out var topic) ? topic : null;

    private PendingPartition PendingOf(TopicState topic, int partition)
    {
        if (!_pending.TryGetValue((topic.Id, partition), out var pending))
            _pending.Add((topic.Id, partition), pending = new PendingPartition(topic, topic.Ends[partition]));
        return pending;
    }

    private static object Milliseconds(TimeSpan? retention) => retention is { } value ? (long)value.TotalMilliseconds : DBNull.Value;

    private sealed class PendingPartition(TopicState topic, long end)
    {
        public TopicState Topic { get; } = topic;

        public long End { get; set; } = end;

        public List<StoredRecord> Records { get; } = [];
    }
}
