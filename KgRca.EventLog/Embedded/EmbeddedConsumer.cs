using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace KgRca.EventLog.Embedded;

/// <summary>
/// Reads partitions in the order in which their records were appended: of the next records of all partitions, the one
/// with the lowest sequence number comes first. All are read in one snapshot up to the ends that were published
/// together, so that none that belongs before another can be missing.
/// </summary>
internal sealed class EmbeddedConsumer : IEventConsumer
{
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);

    private readonly Subscription _subscription;
    private readonly Regex _pattern;
    private readonly LogFile _file;
    private readonly TopicCatalog _catalog;
    private readonly LogWriter _writer;
    private readonly GroupCoordinator _groups;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly Dictionary<TopicPartition, PartitionCursor> _cursors = [];
    private readonly PriorityQueue<PartitionCursor, long> _heads = new();
    private TaskCompletionSource _signal = NewSignal();
    private (int Topics, long Epoch) _assigned = (-1, -1);

    public EmbeddedConsumer(
        Subscription subscription,
        LogFile file,
        TopicCatalog catalog,
        LogWriter writer,
        GroupCoordinator groups,
        TimeProvider clock
    )
    {
        (_subscription, _file, _catalog, _writer, _groups, _clock) = (
            subscription,
            file,
            catalog,
            writer,
            groups,
            clock
        );
        _pattern = new Regex(subscription.TopicPattern, RegexOptions.CultureInvariant, MatchTimeout);
        _catalog.Subscribe(Wake);
        _groups.Join(subscription.Group, this);
    }

    public async ValueTask<IReadOnlyList<LogRecord>> PollAsync(
        int maxRecords,
        TimeSpan maxWait,
        CancellationToken cancellationToken
    )
    {
        var started = _clock.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var signal = Volatile.Read(ref _signal);
            if (_assigned != (_catalog.Version, _groups.EpochOf(_subscription.Group)))
                await AssignAsync(cancellationToken);
            var records = Read(maxRecords);
            if (records.Count > 0)
                return records;
            var left = maxWait - _clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
                return [];
            try
            {
                await signal.Task.WaitAsync(left, _clock, cancellationToken);
            }
            catch (TimeoutException)
            {
                return [];
            }
        }
    }

    public void Pause(IReadOnlyCollection<TopicPartition> partitions) => SetPaused(partitions, true);

    public void Resume(IReadOnlyCollection<TopicPartition> partitions)
    {
        SetPaused(partitions, false);
        Wake();
    }

    public void Seek(TopicPartitionOffset position)
    {
        lock (_lock)
        {
            if (_cursors.TryGetValue(position.Partition, out var cursor))
                cursor.Seek(position.Offset);
        }
        Wake();
    }

    public ValueTask CommitAsync(IReadOnlyList<TopicPartitionOffset> offsets, CancellationToken cancellationToken) =>
        _writer.WriteAsync(group => group.Commit(_subscription.Group, offsets), cancellationToken);

    public ValueTask DisposeAsync()
    {
        _catalog.Unsubscribe(Wake);
        _groups.Leave(_subscription.Group, this);
        lock (_lock)
            _file.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends a wait for records: there may be some.</summary>
    public void Wake() => Interlocked.Exchange(ref _signal, NewSignal()).TrySetResult();

    private List<LogRecord> Read(int maxRecords)
    {
        lock (_lock)
        {
            var ends = AvailableEnds();
            if (ends.Count == 0)
                return [];
            try
            {
                using var snapshot = _file.Begin(deferred: true);
                return Merge(ends, snapshot, maxRecords);
            }
            catch (SqliteException exception)
            {
                throw new EventLogUnavailableException($"The event log cannot be read: {exception.Message}", exception);
            }
        }
    }

    private Dictionary<PartitionCursor, long> AvailableEnds()
    {
        var ends = new Dictionary<PartitionCursor, long>();
        _catalog.Snapshot(topics =>
        {
            foreach (var (partition, cursor) in _cursors)
            {
                if (
                    cursor.IsPaused
                    || !topics.TryGetValue(partition.Topic, out var topic)
                    || topic.Id != cursor.TopicId
                )
                    continue;
                var end = topic.Ends[partition.Partition];
                if (cursor.Position < end)
                    ends.Add(cursor, end);
            }
        });
        return ends;
    }

    private List<LogRecord> Merge(Dictionary<PartitionCursor, long> ends, SqliteTransaction snapshot, int maxRecords)
    {
        var records = new List<LogRecord>(Math.Min(maxRecords, 1_024));
        _heads.Clear();
        foreach (var (cursor, end) in ends)
        {
            if (cursor.TryPeek(_file, snapshot, end, out var head))
                _heads.Enqueue(cursor, head.Sequence);
            else
                cursor.Seek(end);
        }
        while (records.Count < maxRecords && _heads.TryDequeue(out var cursor, out _))
        {
            cursor.TryPeek(_file, snapshot, ends[cursor], out var record);
            records.Add(
                new LogRecord(
                    cursor.Partition,
                    record.Offset,
                    DateTimeOffset.FromUnixTimeMilliseconds(record.Time),
                    record.Key,
                    record.Value,
                    record.Headers,
                    record.Sequence
                )
            );
            cursor.Advance();
            if (IsReadable(cursor, snapshot, ends[cursor], out var next))
                _heads.Enqueue(cursor, next.Sequence);
        }
        return records;
    }

    // What was read before a damaged batch is given first; the next poll finds the batch at once.
    private bool IsReadable(PartitionCursor cursor, SqliteTransaction snapshot, long end, out StoredRecord next)
    {
        try
        {
            return cursor.TryPeek(_file, snapshot, end, out next);
        }
        catch (CorruptLogException)
        {
            next = default;
            return false;
        }
    }

    private async ValueTask AssignAsync(CancellationToken cancellationToken)
    {
        var assigned = (_catalog.Version, Epoch: _groups.EpochOf(_subscription.Group));
        var topics = _catalog
            .List()
            .Where(topic => _pattern.IsMatch(topic.Definition.Name))
            .ToDictionary(topic => topic.Definition.Name, StringComparer.Ordinal);
        var share = Share(topics.Values);
        await RevokeAsync(topics, share, cancellationToken);
        List<TopicPartition> added;
        lock (_lock)
            added = [.. share.Where(partition => !_cursors.ContainsKey(partition))];
        if (added.Count > 0)
            await AddAsync(topics, added, assigned.Epoch, cancellationToken);
        _assigned = assigned;
    }

    private List<TopicPartition> Share(IEnumerable<TopicState> topics)
    {
        var partitions = topics.SelectMany(topic =>
            Enumerable
                .Range(0, topic.Definition.Partitions)
                .Select(index => new TopicPartition(topic.Definition.Name, index))
        );
        var unitOf = _subscription.UnitOf;
        return _groups.Share(
            _subscription.Group,
            this,
            partition => unitOf is null ? $"{partition.Topic}/{partition.Partition}" : unitOf(partition.Topic),
            [.. partitions]
        );
    }

    private async ValueTask RevokeAsync(
        Dictionary<string, TopicState> topics,
        List<TopicPartition> share,
        CancellationToken cancellationToken
    )
    {
        List<TopicPartition> moved,
            gone;
        lock (_lock)
        {
            gone =
            [
                .. _cursors
                    .Where(entry => topics.GetValueOrDefault(entry.Key.Topic)?.Id != entry.Value.TopicId)
                    .Select(entry => entry.Key),
            ];
            moved = [.. _cursors.Keys.Except(share).Except(gone)];
        }
        if (_subscription.Revoked is { } tell)
        {
            if (moved.Count > 0)
                await tell(new Revocation(moved, IsLost: false), cancellationToken);
            if (gone.Count > 0)
                await tell(new Revocation(gone, IsLost: true), cancellationToken);
        }
        lock (_lock)
            foreach (var partition in moved.Concat(gone))
                _cursors.Remove(partition);
    }

    private async ValueTask AddAsync(
        Dictionary<string, TopicState> topics,
        List<TopicPartition> added,
        long epoch,
        CancellationToken cancellationToken
    )
    {
        var committed = Offsets.Read(_file, _subscription.Group);
        var starts = _subscription.Assigned is { } ask
            ? (await ask(new Assignment(added, epoch), cancellationToken)).ToDictionary(
                position => position.Partition,
                position => position.Offset
            )
            : [];
        lock (_lock)
        {
            foreach (var partition in added)
            {
                var id = topics[partition.Topic].Id;
                var start = starts.TryGetValue(partition, out var asked)
                    ? asked
                    : committed.GetValueOrDefault((id, partition.Partition));
                _cursors.Add(partition, new PartitionCursor(partition, id, start));
            }
        }
    }

    private void SetPaused(IReadOnlyCollection<TopicPartition> partitions, bool isPaused)
    {
        lock (_lock)
        {
            foreach (var partition in partitions)
                if (_cursors.TryGetValue(partition, out var cursor))
                    cursor.IsPaused = isPaused;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
