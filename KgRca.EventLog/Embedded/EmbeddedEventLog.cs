using KgRca.Contracts.Files;
using Microsoft.Data.Sqlite;

namespace KgRca.EventLog.Embedded;

/// <summary>The event log in one process, durable in one SQLite file.</summary>
public sealed class EmbeddedEventLog : IEventLog, IAsyncDisposable
{
    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly TopicCatalog _catalog = new();
    private readonly LogWriter _writer;
    private readonly LogMaintenance _maintenance;
    private readonly GroupCoordinator _groups;
    private readonly StoreLock _lock;
    private int _isDisposed;

    /// <summary>A log in the options' folder, which is made if it is absent.</summary>
    /// <exception cref="StoreInUseException">Another process, or another log of this one, has the folder.</exception>
    public EmbeddedEventLog(EventLogOptions options, TimeProvider clock)
        : this(options, clock, null) { }

    /// <param name="options">Where.</param>
    /// <param name="clock">Stamps records and measures ages.</param>
    /// <param name="maxPages">Limits the file, so that a full disk can be tried out.</param>
    internal EmbeddedEventLog(EventLogOptions options, TimeProvider clock, long? maxPages)
    {
        _clock = clock;
        _lock = StoreLock.Take(options.DataDirectory, "log.lock", "The event log in");
        try
        {
            _path = Path.Combine(options.DataDirectory, "log.db");
            var file = new LogFile(_path, isWriter: true, maxPages);
            LoadCatalog(file);
            Openings = LogOpenings.Open(file);
            _groups = new GroupCoordinator(LogOpenings.NextEpoch(file, clock.GetUtcNow()));
            _writer = new LogWriter(file, _catalog, clock);
            _maintenance = new LogMaintenance(_catalog, _writer, clock, options.MaintenanceInterval);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Why the last write failed; null when it succeeded. While it failed, the log tries by itself to write again.
    /// </summary>
    public string? WriteFailure => _writer.Failure;

    /// <inheritdoc/>
    public ValueTask CreateTopicsAsync(IReadOnlyList<TopicDefinition> topics, CancellationToken cancellationToken)
    {
        foreach (var topic in topics)
            TopicRules.Check(topic);
        return _writer.WriteAsync(
            group =>
            {
                foreach (var topic in topics)
                    group.Create(topic);
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public ValueTask DeleteTopicsAsync(IReadOnlyList<string> topics, CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            group =>
            {
                foreach (var topic in topics)
                    group.Delete(topic);
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TopicDefinition>> ListTopicsAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<TopicDefinition>>([.. _catalog.List().Select(topic => topic.Definition)]);

    /// <inheritdoc/>
    public ValueTask AppendAsync(IReadOnlyList<AppendRecord> records, CancellationToken cancellationToken) =>
        records.Count == 0
            ? ValueTask.CompletedTask
            : _writer.WriteAsync(group => group.Append(records), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IEventConsumer> SubscribeAsync(Subscription subscription, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IEventConsumer>(
            new EmbeddedConsumer(
                subscription,
                new LogFile(_path, isWriter: false, null),
                _catalog,
                _writer,
                _groups,
                _clock
            )
        );

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<PartitionLag>> GetLagAsync(string group, CancellationToken cancellationToken) =>
        Read(file =>
        {
            var committed = Offsets.Read(file, group);
            var lags = new List<PartitionLag>();
            _catalog.Snapshot(topics =>
            {
                foreach (var topic in topics.Values)
                {
                    for (var partition = 0; partition < topic.Ends.Length; partition++)
                    {
                        if (committed.TryGetValue((topic.Id, partition), out var offset))
                            lags.Add(
                                new PartitionLag(
                                    new TopicPartition(topic.Definition.Name, partition),
                                    offset,
                                    topic.Ends[partition]
                                )
                            );
                    }
                }
            });
            return (IReadOnlyList<PartitionLag>)
                [
                    .. lags.OrderBy(lag => lag.Partition.Topic, StringComparer.Ordinal)
                        .ThenBy(lag => lag.Partition.Partition),
                ];
        });

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TopicPartitionOffset>> GetEndOffsetsAsync(
        IReadOnlyList<string> topics,
        CancellationToken cancellationToken
    )
    {
        var ends = new List<TopicPartitionOffset>();
        _catalog.Snapshot(known =>
        {
            foreach (var name in topics)
            {
                if (!known.TryGetValue(name, out var topic))
                    continue;
                for (var partition = 0; partition < topic.Ends.Length; partition++)
                    ends.Add(new TopicPartitionOffset(new TopicPartition(name, partition), topic.Ends[partition]));
            }
        });
        return ValueTask.FromResult<IReadOnlyList<TopicPartitionOffset>>(ends);
    }

    /// <inheritdoc/>
    public IReadOnlyList<LogOpening> Openings { get; }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TopicPartitionOffset>> FindOffsetsAsync(
        IReadOnlyList<string> topics,
        long sequence,
        CancellationToken cancellationToken
    ) =>
        Read(file =>
        {
            var offsets = new List<TopicPartitionOffset>();
            foreach (var name in topics)
            {
                if (!_catalog.TryGet(name, out var topic))
                    continue;
                for (var partition = 0; partition < topic.Ends.Length; partition++)
                    offsets.Add(
                        new TopicPartitionOffset(
                            new TopicPartition(name, partition),
                            LogOpenings.FindOffset(file, topic, partition, sequence)
                        )
                    );
            }
            return (IReadOnlyList<TopicPartitionOffset>)offsets;
        });

    /// <inheritdoc/>
    public ValueTask<long> GetStoredBytesAsync(string topic, CancellationToken cancellationToken)
    {
        if (!_catalog.TryGet(topic, out var state))
            throw new UnknownTopicException(topic);
        return Read(file =>
            (long)(
                file.Scalar("SELECT coalesce(sum(length(data)), 0) FROM batches WHERE topic_id = $1", null, state.Id)
                ?? 0L
            )
        );
    }

    /// <summary>Removes old records and compacts topics now, instead of at the next interval.</summary>
    public Task MaintainAsync(CancellationToken cancellationToken) => _maintenance.RunOnceAsync(cancellationToken);

    /// <summary>
    /// Takes the damaged batches of some topics out of the log, so that reading goes on behind them.
    /// </summary>
    /// <param name="topics">The topics; unknown ones are left out.</param>
    /// <param name="setAside">Is given each before it is removed. Where it throws, nothing is.</param>
    /// <param name="cancellationToken">Ends the search between two steps.</param>
    public async Task TakeOutDamageAsync(
        IReadOnlyList<string> topics,
        Action<DamagedBatch> setAside,
        CancellationToken cancellationToken
    )
    {
        foreach (var name in topics)
        {
            if (!_catalog.TryGet(name, out var topic))
                continue;
            var (from, more) = (0L, true);
            while (more)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await _writer.WriteAsync(
                    group => more = LogRepair.TakeOutSome(group, topic, ref from, setAside),
                    cancellationToken
                );
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Registered as itself and as the port, it is disposed of twice.
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        await _maintenance.DisposeAsync();
        await _writer.DisposeAsync();
        _lock.Dispose();
    }

    private ValueTask<T> Read<T>(Func<LogFile, T> read)
    {
        try
        {
            using var file = new LogFile(_path, isWriter: false, null);
            return ValueTask.FromResult(read(file));
        }
        catch (SqliteException exception)
        {
            throw new EventLogUnavailableException($"The event log cannot be read: {exception.Message}", exception);
        }
    }

    private void LoadCatalog(LogFile file) =>
        _catalog.Publish(
            topics =>
            {
                using (var rows = file.Query("SELECT id, name, partitions, cleanup, retention_ms FROM topics", null))
                {
                    while (rows.Read())
                    {
                        var definition = new TopicDefinition(
                            rows.GetString(1),
                            rows.GetInt32(2),
                            (CleanupPolicy)rows.GetInt32(3),
                            rows.IsDBNull(4) ? null : TimeSpan.FromMilliseconds(rows.GetInt64(4))
                        );
                        topics.Add(
                            definition.Name,
                            new TopicState(rows.GetInt64(0), definition, new long[definition.Partitions])
                        );
                    }
                }
                var byId = topics.Values.ToDictionary(topic => topic.Id);
                using var ends = file.Query("SELECT topic_id, partition, next_offset FROM partitions", null);
                while (ends.Read())
                    byId[ends.GetInt64(0)].Ends[ends.GetInt32(1)] = ends.GetInt64(2);
            },
            topicsChanged: true
        );
}
