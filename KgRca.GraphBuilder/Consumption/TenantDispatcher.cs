using System.Collections.Concurrent;
using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.Graph;
using KgRca.GraphBuilder.Metrics;
using KgRca.GraphBuilder.Pipelines;
using KgRca.ServiceDefaults.Memory;
using Microsoft.Extensions.Options;

namespace KgRca.GraphBuilder.Consumption;

/// <summary>
/// Reads all tenants' topics as one consumer and hands each tenant's records to its pipeline, in order. A tenant whose
/// queue is full is paused, so that it holds up nobody. Offsets are committed to the log after the graph has them; the
/// graph's own checkpoints say where reading begins.
/// </summary>
internal sealed partial class TenantDispatcher(
    IEventLog log,
    IGraphStore graphs,
    IOptions<GraphBuilderOptions> options,
    GraphBuilderMetrics metrics,
    EpisodeQuota quota,
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
    private readonly ConcurrentDictionary<TenantId, HashSet<TopicPartition>> _assigned = [];
    private readonly ConcurrentDictionary<TopicPartition, string> _damaged = [];
    private readonly ConcurrentDictionary<TenantId, bool> _ofAnotherLog = [];
    private readonly Dictionary<TopicPartition, long> _committed = [];

    /// <summary>
    /// Tenants whose graphs had read another log, or a newer one, when their topics were assigned: the log was lost or
    /// restored. What they have not read of this one is read.
    /// </summary>
    public IReadOnlyCollection<TenantId> TenantsOfAnotherLog => (IReadOnlyCollection<TenantId>)_ofAnotherLog.Keys;

    /// <summary>Tenants that cannot be built until their graph, or what the log has of them, is repaired.</summary>
    public IReadOnlyList<TenantId> DamagedTenants { get; private set; } = [];

    /// <summary>Tenants whose last commit failed and is being tried again.</summary>
    public int FailingTenants { get; private set; }

    /// <summary>Whether the loop has subscribed and runs.</summary>
    public bool IsRunning { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await using var consumer = await log.SubscribeAsync(
            new Subscription(GraphBuilderModule.ConsumerGroup, TopicName.GraphPattern, StartOffsetsAsync),
            stoppingToken
        );
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
                FailingTenants = _pipelines.Values.Count(pipeline => pipeline.IsFailing);
                DamagedTenants =
                [
                    .. _pipelines.Where(entry => entry.Value.Damage is not null).Select(entry => entry.Key),
                    .. _damaged.Keys.Select(partition => TenantOf(partition.Topic)).Distinct(),
                ];
                lastCommit = clock.GetTimestamp();
            }
            if (clock.GetElapsedTime(lastTick) < TickInterval)
                continue;
            await TickAsync(stoppingToken);
            lastTick = clock.GetTimestamp();
        }
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
        pipeline = new TenantPipeline(
            tenant,
            log,
            graphs.Open(tenant.GraphDatabase),
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
        if (!_assigned.TryGetValue(tenant, out var partitions))
            return [];
        lock (partitions)
            return [.. partitions.Where(partition => !_damaged.ContainsKey(partition))];
    }

    private async ValueTask<IReadOnlyList<TopicPartitionOffset>> StartOffsetsAsync(
        IReadOnlyList<TopicPartition> partitions,
        CancellationToken cancellationToken
    )
    {
        var offsets = new List<TopicPartitionOffset>(partitions.Count);
        foreach (var tenantPartitions in partitions.GroupBy(partition => TenantOf(partition.Topic)))
        {
            var assigned = _assigned.GetOrAdd(tenantPartitions.Key, _ => []);
            lock (assigned)
                assigned.UnionWith(tenantPartitions);
            var position = await ReadPositionAsync(tenantPartitions.Key, cancellationToken);
            offsets.AddRange(
                tenantPartitions.Select(partition => new TopicPartitionOffset(partition, position?[partition] ?? 0))
            );
        }
        return offsets;
    }

    private async ValueTask<LogPosition?> ReadPositionAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        try
        {
            var graph = graphs.Open(tenant.GraphDatabase);
            var position = await LogPosition.ReadAsync(tenant, graph, log, cancellationToken);
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

    private async Task CommitAsync(IEventConsumer consumer, CancellationToken cancellationToken)
    {
        var finished = _pipelines
            .Values.SelectMany(pipeline => pipeline.Finished)
            .Where(position => _committed.GetValueOrDefault(position.Partition, -1) != position.Offset)
            .ToList();
        if (finished.Count == 0)
            return;
        try
        {
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

    private void Forget(TenantId tenant)
    {
        if (_assigned.TryRemove(tenant, out var partitions))
            foreach (var partition in partitions)
                _committed.Remove(partition);
        memory.Ask();
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
            if (isGone || pipeline.IsIdle(options.Value.EngineIdleTimeout))
            {
                _pipelines.Remove(tenant);
                await pipeline.DisposeAsync();
                if (isGone)
                    Forget(tenant);
            }
            else
            {
                pipeline.Tick();
            }
        }
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
