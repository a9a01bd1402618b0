using System.Collections.Concurrent;
using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.Graph;
using KgRca.GraphBuilder.Metering;
using KgRca.GraphBuilder.Metrics;
using KgRca.GraphBuilder.Pipelines;
using KgRca.ServiceDefaults.Memory;
using Microsoft.Extensions.Options;

namespace KgRca.GraphBuilder.Consumption;

/// <summary>
/// Reads the topics of the tenants that the log assigns to this process as one consumer, and hands each tenant's records
/// to its pipeline, in order. A tenant whose queue is full is paused, so that it holds up nobody. Offsets are committed
/// to the log after the graph has them; the graph's own checkpoints say where reading begins. A tenant that is revoked is
/// given up before anybody else reads it.
/// </summary>
internal sealed partial class TenantDispatcher(
    IEventLog log,
    IGraphReaders readers,
    IGraphWriters writers,
    IOptions<GraphBuilderOptions> options,
    GraphBuilderMetrics metrics,
    EpisodeQuota quota,
    UsageCopier usage,
    MemoryReturn memory,
    TimeProvider clock,
    ILoggerFactory loggers,
    ILogger<TenantDispatcher> logger
) : BackgroundService
{
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan CommitInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LogRetryDelay = TimeSpan.FromSeconds(1);

    private readonly Dictionary<TenantId, TenantPipeline> _pipelines = [];
    private readonly ConcurrentDictionary<TenantId, Holding> _held = [];
    private readonly ConcurrentDictionary<TopicPartition, string> _damaged = [];
    private readonly ConcurrentDictionary<TenantId, bool> _ofAnotherLog = [];
    private readonly Dictionary<TopicPartition, long> _committed = [];
    private IEventConsumer? _consumer;

    /// <summary>
    /// Tenants whose graphs had read another log, or a newer one, when their topics were assigned: the log was lost or
    /// restored. What they have not read of this one is read.
    /// </summary>
    public IReadOnlyCollection<TenantId> TenantsOfAnotherLog => (IReadOnlyCollection<TenantId>)_ofAnotherLog.Keys;

    /// <summary>Tenants that cannot be built until their graph, or what the log has of them, is repaired.</summary>
    public IReadOnlyList<TenantId> DamagedTenants { get; private set; } = [];

    /// <summary>Tenants whose pipelines ended on an error that nobody expected and are started again, with the
    /// error.</summary>
    public IReadOnlyDictionary<TenantId, string> RestartingTenants { get; private set; } =
        new Dictionary<TenantId, string>();

    /// <summary>Tenants whose last commit failed and is being tried again.</summary>
    public int FailingTenants { get; private set; }

    /// <summary>Whether the loop has subscribed and runs.</summary>
    public bool IsRunning { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await using var consumer = await log.SubscribeAsync(
            new Subscription(
                GraphBuilderModule.ConsumerGroup,
                TopicName.GraphPattern,
                AssignedAsync,
                (revocation, token) => RevokedAsync(revocation, token),
                topic => TenantOf(topic).Value
            ),
            stoppingToken
        );
        _consumer = consumer;
        IsRunning = true;
        metrics.SetUp(true);
        try
        {
            await RunAsync(consumer, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopping(_pipelines.Count);
        }
        finally
        {
            IsRunning = false;
            metrics.SetUp(false);
            foreach (var pipeline in _pipelines.Values)
                await pipeline.DisposeAsync();
            await CommitAsync(consumer, CancellationToken.None);
        }
    }

    private async Task RunAsync(IEventConsumer consumer, CancellationToken stoppingToken)
    {
        var lastCommit = clock.GetTimestamp();
        var lastTick = lastCommit;
        while (true)
        {
            var records = await PollAsync(consumer, stoppingToken);
            Dispatch(consumer, records);
            if (records.Count == 0 || clock.GetElapsedTime(lastCommit) >= CommitInterval)
            {
                await CommitAsync(consumer, stoppingToken);
                Look();
                lastCommit = clock.GetTimestamp();
            }
            if (clock.GetElapsedTime(lastTick) < TickInterval)
                continue;
            await TickAsync(stoppingToken);
            lastTick = clock.GetTimestamp();
        }
    }

    private void Look()
    {
        FailingTenants = _pipelines.Values.Count(pipeline => pipeline.IsFailing);
        DamagedTenants =
        [
            .. _pipelines.Where(entry => entry.Value.Damage is not null).Select(entry => entry.Key),
            .. _damaged.Keys.Select(partition => TenantOf(partition.Topic)).Distinct(),
        ];
        RestartingTenants = _pipelines
            .Where(entry => entry.Value.Failure is not null)
            .ToDictionary(entry => entry.Key, entry => entry.Value.Failure ?? "");
    }

    private async Task<IReadOnlyList<LogRecord>> PollAsync(IEventConsumer consumer, CancellationToken stoppingToken)
    {
        try
        {
            return await consumer.PollAsync(options.Value.PollRecords, PollWait, stoppingToken);
        }
        catch (CorruptLogException exception)
        {
            // Its tenant cannot go on without losing records, so it waits for the operator; all others go on.
            consumer.Pause([exception.Partition]);
            _damaged[exception.Partition] = exception.Message;
            LogDamaged(exception, exception.Partition.Topic, exception.Partition.Partition, exception.Offset);
        }
        catch (EventLogUnavailableException exception)
        {
            LogUnavailable(exception);
            await Task.Delay(LogRetryDelay, clock, stoppingToken);
        }
        return [];
    }

    private void Dispatch(IEventConsumer consumer, IReadOnlyList<LogRecord> records)
    {
        // A poll is in the order of the log, so a tenant's records come in runs; each run goes over as one list.
        for (var start = 0; start < records.Count; )
        {
            var topic = records[start].Partition.Topic;
            var tenant = TenantOf(topic);
            var end = start + 1;
            while (
                end < records.Count
                && (records[end].Partition.Topic == topic || TenantOf(records[end].Partition.Topic) == tenant)
            )
                end++;
            var pipeline = PipelineOf(tenant, consumer);
            pipeline.Enqueue(new ArraySegment<LogRecord>([.. records.Skip(start).Take(end - start)]));
            start = end;
        }
    }

    private TenantPipeline PipelineOf(TenantId tenant, IEventConsumer consumer)
    {
        if (_pipelines.TryGetValue(tenant, out var pipeline) && !pipeline.IsGone)
            return pipeline;
        var epoch = _held.TryGetValue(tenant, out var held) ? held.Epoch : 0;
        pipeline = new TenantPipeline(
            tenant,
            log,
            new OwnedGraph(readers.Open(tenant.GraphDatabase), writers.Open(tenant.GraphDatabase), epoch),
            new PartitionGate(consumer, () => PartitionsOf(tenant)),
            options.Value,
            metrics,
            quota,
            clock,
            loggers.CreateLogger<TenantPipeline>()
        );
        _pipelines[tenant] = pipeline;
        return pipeline;
    }

    private TopicPartition[] PartitionsOf(TenantId tenant)
    {
        if (!_held.TryGetValue(tenant, out var held))
            return [];
        lock (held)
            return [.. held.Partitions.Where(partition => !_damaged.ContainsKey(partition))];
    }

    private async ValueTask<IReadOnlyList<TopicPartitionOffset>> AssignedAsync(
        Assignment assignment,
        CancellationToken cancellationToken
    )
    {
        var offsets = new List<TopicPartitionOffset>(assignment.Partitions.Count);
        foreach (var partitions in assignment.Partitions.GroupBy(partition => TenantOf(partition.Topic)))
        {
            if (_pipelines.GetValueOrDefault(partitions.Key) is { IsSuperseded: true })
                await GiveUpAsync(partitions.Key, cancellationToken);
            // A topic that a tenant gets later joins what is held of it, under the epoch that it is held by.
            var held = _held.GetOrAdd(partitions.Key, _ => new Holding(assignment.Epoch));
            lock (held)
                held.Partitions.UnionWith(partitions);
            usage.Changed(partitions.Key);
            var position = await ReadPositionAsync(partitions.Key, cancellationToken);
            offsets.AddRange(
                partitions.Select(partition => new TopicPartitionOffset(partition, position?[partition] ?? 0))
            );
        }
        return offsets;
    }

    private async ValueTask RevokedAsync(Revocation revocation, CancellationToken cancellationToken)
    {
        foreach (var partitions in revocation.Partitions.GroupBy(partition => TenantOf(partition.Topic)))
        {
            if (!_held.TryGetValue(partitions.Key, out var held))
                continue;
            bool isLeft;
            lock (held)
            {
                held.Partitions.ExceptWith(partitions);
                isLeft = held.Partitions.Count > 0;
            }
            if (!isLeft)
                await GiveUpAsync(partitions.Key, cancellationToken);
        }
        memory.Ask();
    }

    private async Task GiveUpAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        if (_pipelines.Remove(tenant, out var pipeline))
        {
            await pipeline.DisposeAsync();
            if (_consumer is { } consumer)
                await CommitAsync(consumer, pipeline.Finished, cancellationToken);
        }
        _held.TryRemove(tenant, out _);
        usage.Forget(tenant);
        foreach (var partition in _committed.Keys.Where(partition => TenantOf(partition.Topic) == tenant).ToList())
            _committed.Remove(partition);
    }

    private async ValueTask<LogPosition?> ReadPositionAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        try
        {
            var stored = await writers.Open(tenant.GraphDatabase).GetPositionAsync(cancellationToken);
            var position = await LogPosition.ReadAsync(tenant, stored.Checkpoints, log, cancellationToken);
            if (position.IsOfAnotherLog)
            {
                _ofAnotherLog[tenant] = true;
                LogAnotherLog(tenant);
            }
            return position;
        }
        catch (GraphUnavailableException exception)
        {
            // Reading begins at the first record; the pipeline passes over what its graph turns out to have.
            LogNoCheckpoints(exception, tenant);
            return null;
        }
    }

    private Task CommitAsync(IEventConsumer consumer, CancellationToken cancellationToken) =>
        CommitAsync(consumer, _pipelines.Values.SelectMany(pipeline => pipeline.Finished), cancellationToken);

    private async Task CommitAsync(
        IEventConsumer consumer,
        IEnumerable<TopicPartitionOffset> positions,
        CancellationToken cancellationToken
    )
    {
        var finished = positions
            .Where(position => _committed.GetValueOrDefault(position.Partition, -1) != position.Offset)
            .ToList();
        if (finished.Count == 0)
            return;
        try
        {
            foreach (var tenant in finished.Select(position => TenantOf(position.Partition.Topic)).Distinct())
                usage.Changed(tenant);
            await consumer.CommitAsync(finished, cancellationToken);
            foreach (var position in finished)
                _committed[position.Partition] = position.Offset;
        }
        catch (EventLogUnavailableException exception)
        {
            // Nothing depends on it but the lag that is shown: the graphs have their own checkpoints.
            LogUnavailable(exception);
        }
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        var known = (await log.ListTopicsAsync(cancellationToken))
            .Where(topic => TopicName.TryParse(topic.Name, out _))
            .Select(topic => TenantOf(topic.Name))
            .ToHashSet();
        foreach (var (tenant, pipeline) in _pipelines.ToList())
        {
            var isGone = pipeline.IsGone || !known.Contains(tenant);
            if (isGone)
            {
                await GiveUpAsync(tenant, cancellationToken);
                memory.Ask();
            }
            else if (pipeline.IsIdle(options.Value.EngineIdleTimeout))
            {
                _pipelines.Remove(tenant);
                await pipeline.DisposeAsync();
            }
            else
            {
                pipeline.Tick();
            }
        }
    }

    /// <summary>What this process has of a tenant.</summary>
    private sealed class Holding(long epoch)
    {
        public long Epoch { get; } = epoch;

        public HashSet<TopicPartition> Partitions { get; } = [];
    }

    private static TenantId TenantOf(string topic) =>
        TopicName.TryParse(topic, out var name)
            ? name.Tenant
            : throw new InvalidOperationException(
                $"The log returned a record of '{topic}', which is not a tenant's topic."
            );

    [LoggerMessage(
        LogLevel.Error,
        "Cannot read {Topic}/{Partition} at offset {Offset}; this tenant is paused, others continue"
    )]
    private partial void LogDamaged(Exception exception, string topic, int partition, long offset);

    [LoggerMessage(LogLevel.Warning, "The event log is unavailable; retrying")]
    private partial void LogUnavailable(Exception exception);

    [LoggerMessage(
        LogLevel.Warning,
        "The graph of {TenantId} has read another event log, or a newer one: the log was lost or restored from a backup. Reading it from where they differ"
    )]
    private partial void LogAnotherLog(TenantId tenantId);

    [LoggerMessage(LogLevel.Warning, "Cannot read the checkpoints of {TenantId}; reading its topics from the start")]
    private partial void LogNoCheckpoints(Exception exception, TenantId tenantId);

    [LoggerMessage(LogLevel.Debug, "Stopping {Count} pipelines")]
    private partial void LogStopping(int count);
}
