using System.Collections.Concurrent;
using System.Threading.Channels;
using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.Graph;
using KgRca.GraphBuilder.Consumption;
using KgRca.GraphBuilder.Metrics;
using KgRca.RootCause;

namespace KgRca.GraphBuilder.Pipelines;

/// <summary>
/// One tenant's way from the log to its graph, on a worker of its own: batches in order, a batch's changes, offsets and
/// usage committed together, a failed commit tried again until it succeeds. What it knows beyond the graph can be lost at
/// any moment: the engine is rebuilt from the graph, after an error that nobody expected and where somebody else has
/// written the graph. Where that is a later owner, the pipeline ends.
/// </summary>
internal sealed partial class TenantPipeline : IAsyncDisposable
{
    private readonly TenantId _tenant;
    private readonly IEventLog _log;
    private readonly OwnedGraph _graph;
    private readonly PartitionGate _gate;
    private readonly GraphBuilderOptions _options;
    private readonly GraphBuilderMetrics _metrics;
    private readonly EpisodeQuota _quota;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly BatchProcessor _processor;
    private readonly GraphRetention _retention;
    private readonly Channel<ArraySegment<LogRecord>> _queue = Channel.CreateUnbounded<ArraySegment<LogRecord>>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true }
    );
    private readonly ConcurrentDictionary<TopicPartition, long> _finished = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _worker;
    private int _queued;
    private int _isPaused;
    private bool _hasDoneSomething;
    private long _lastRecordAt;

    public TenantPipeline(
        TenantId tenant,
        IEventLog log,
        OwnedGraph graph,
        PartitionGate gate,
        GraphBuilderOptions options,
        GraphBuilderMetrics metrics,
        EpisodeQuota quota,
        TimeProvider clock,
        ILogger logger
    )
    {
        (_tenant, _log, _graph, _gate, _options, _metrics, _quota, _clock, _logger) = (
            tenant,
            log,
            graph,
            gate,
            options,
            metrics,
            quota,
            clock,
            logger
        );
        _processor = new BatchProcessor(tenant, graph, log, metrics, clock, logger);
        _retention = new GraphRetention(graph, options.GraphRetention, clock);
        _lastRecordAt = clock.GetTimestamp();
        _worker = Task.Run(() => RunAsync(_stop.Token), CancellationToken.None);
    }

    /// <summary>Whether the last commit failed and is being tried again.</summary>
    public bool IsFailing { get; private set; }

    /// <summary>
    /// What keeps the tenant from being built, where it is of this tenant alone: its graph is damaged. Null where nothing
    /// does.
    /// </summary>
    public string? Damage { get; private set; }

    /// <summary>
    /// The error that nobody expected and on which the pipeline ended; it starts again after a pause, and is well once it
    /// has committed. Null where there was none.
    /// </summary>
    public string? Failure { get; private set; }

    /// <summary>Whether a later owner has the tenant, so that this one has ended.</summary>
    public bool IsSuperseded { get; private set; }

    /// <summary>Whether its tenant was removed, so that it has ended.</summary>
    public bool IsGone { get; private set; }

    /// <summary>For each partition, the offset after the last record that the graph has.</summary>
    public IEnumerable<TopicPartitionOffset> Finished =>
        _finished.Select(entry => new TopicPartitionOffset(entry.Key, entry.Value));

    /// <summary>
    /// Hands records over. When more wait than <see cref="GraphBuilderOptions.QueuedRecords"/>, the tenant's partitions
    /// are paused until half of them are done.
    /// </summary>
    public void Enqueue(ArraySegment<LogRecord> records)
    {
        if (IsSuperseded)
            return;
        Volatile.Write(ref _lastRecordAt, _clock.GetTimestamp());
        if (
            Interlocked.Add(ref _queued, records.Count) > _options.QueuedRecords
            && Interlocked.Exchange(ref _isPaused, 1) == 0
        )
            _gate.Close();
        _queue.Writer.TryWrite(records);
        // The worker may have emptied the queue between the two lines above, and then nobody else would open the gate.
        if (Volatile.Read(ref _queued) == 0)
            OpenGate();
    }

    /// <summary>Lets the worker do what is due without records: close quiet incidents, forget old ones.</summary>
    public void Tick() => _queue.Writer.TryWrite(default);

    /// <summary>Whether nothing waits and no record has come for <paramref name="timeout"/>.</summary>
    public bool IsIdle(TimeSpan timeout) => Volatile.Read(ref _queued) == 0 && Idle >= timeout;

    /// <summary>Ends the worker; what it has not committed is read again later.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _stop.CancelAsync();
        await _worker;
        _stop.Dispose();
    }

    private TimeSpan Idle => _clock.GetElapsedTime(Volatile.Read(ref _lastRecordAt));

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var batch = new List<LogRecord>();
        var delay = TimeSpan.Zero;
        while (!await RunOnceAsync(batch, cancellationToken))
        {
            _processor.Reset();
            delay = delay == TimeSpan.Zero || _hasDoneSomething ? _options.RetryDelay : Doubled(delay);
            _hasDoneSomething = false;
            try
            {
                await Task.Delay(delay, _clock, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <returns>Whether the pipeline has ended for good; false on an error after which it starts again, with the records
    /// that <paramref name="batch"/> holds.</returns>
    private async Task<bool> RunOnceAsync(List<LogRecord> batch, CancellationToken cancellationToken)
    {
        try
        {
            await CommitAllAsync(batch, cancellationToken);
            while (await _queue.Reader.WaitToReadAsync(cancellationToken))
            {
                // In a method of its own, so that a pipeline that waits keeps nothing of the last records.
                while (_queue.Reader.TryRead(out var records))
                    await TakeAsync(records, batch, cancellationToken);
                await CommitAllAsync(batch, cancellationToken);
                batch.Capacity = 0;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LogStopped(_tenant);
        }
        catch (TenantGoneException)
        {
            IsGone = true;
            LogGone(_tenant);
        }
        catch (CheckpointConflictException exception) when (exception.IsSuperseded)
        {
            IsSuperseded = true;
            LogSuperseded(_tenant, exception.Message);
        }
        catch (Exception exception)
        {
            // Whatever it is, it is this tenant's alone: the health check shows it, and the others go on.
            Failure = $"{exception.GetType().Name}: {exception.Message}";
            LogFailed(exception, _tenant);
            return false;
        }
        return true;
    }

    private async Task TakeAsync(
        ArraySegment<LogRecord> records,
        List<LogRecord> batch,
        CancellationToken cancellationToken
    )
    {
        if (records.Array is null)
            await RetryAsync(TickAsync, cancellationToken);
        batch.AddRange(records);
        while (batch.Count >= _options.BatchRecords)
            await CommitAsync(batch, cancellationToken);
    }

    private async Task CommitAllAsync(List<LogRecord> batch, CancellationToken cancellationToken)
    {
        while (batch.Count > 0)
            await CommitAsync(batch, cancellationToken);
    }

    private async Task CommitAsync(List<LogRecord> batch, CancellationToken cancellationToken)
    {
        try
        {
            var some = batch.Count <= _options.BatchRecords ? batch : batch[.._options.BatchRecords];
            await CommitAsync(batch, token => _processor.ProcessAsync(some, token), cancellationToken);
        }
        catch (InvalidGraphChangeException exception)
        {
            LogInvalidChange(exception, _tenant);
            await CommitOneByOneAsync(batch, cancellationToken);
        }
    }

    /// <summary>Finds the record whose changes do not fit the graph, and gives up that one only.</summary>
    private async Task CommitOneByOneAsync(List<LogRecord> batch, CancellationToken cancellationToken)
    {
        while (batch.Count > 0)
        {
            _processor.Reset();
            var record = batch[0];
            try
            {
                await CommitAsync(batch, token => _processor.ProcessAsync([record], token), cancellationToken);
            }
            catch (InvalidGraphChangeException exception)
            {
                _processor.Reset();
                await CommitAsync(
                    batch,
                    token => _processor.RejectAsync(record, exception.Message, token),
                    cancellationToken
                );
            }
        }
    }

    private async Task CommitAsync(
        List<LogRecord> batch,
        Func<CancellationToken, ValueTask<ProcessedBatch>> process,
        CancellationToken cancellationToken
    )
    {
        var started = _clock.GetTimestamp();
        ProcessedBatch? processed = null;
        await RetryAsync(
            async token =>
            {
                processed ??= await process(token);
                // The dead letters go first: a crash in between writes them again, with the same place in their
                // headers, and loses none.
                if (processed.DeadLetters.Count > 0)
                    await AppendDeadLettersAsync(processed, token);
                try
                {
                    await _graph.CommitAsync(processed.Changes, processed.Checkpoints, processed.Usage, token);
                }
                catch (CheckpointConflictException)
                {
                    // Of what the graph has by now, none is to be added again.
                    processed = null;
                    throw;
                }
            },
            cancellationToken
        );
        if (processed is null)
            return;
        foreach (var checkpoint in processed.Checkpoints.Where(LogPosition.IsOfPartition))
            _finished[new TopicPartition(checkpoint.Topic, checkpoint.Partition)] = checkpoint.Offset;
        _metrics.Committed(_tenant, processed.Records, _clock.GetElapsedTime(started));
        var left = Interlocked.Add(ref _queued, -processed.Records);
        batch.RemoveRange(0, processed.Records);
        if (left <= _options.QueuedRecords / 2)
            OpenGate();
    }

    private async Task AppendDeadLettersAsync(ProcessedBatch processed, CancellationToken cancellationToken)
    {
        await _log.AppendAsync(processed.DeadLetters, cancellationToken);
        LogDeadLetters(_tenant, processed.DeadLetters.Count, processed.FirstError);
        processed.DeadLetters.Clear();
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        if (await _processor.CloseQuietAsync(Idle, cancellationToken) is { Count: > 0 } changes)
            await _graph.CommitAsync(changes, [], [], cancellationToken);
        await _retention.TrimAsync(_processor.Watermark, cancellationToken);
        var forgotten = await _quota.EnforceAsync(_tenant, _graph, _processor.Watermark + Idle, cancellationToken);
        // The engine of a cluster that is behind may still know what is gone.
        if (forgotten > _processor.EarliestWatermark - EngineHorizon.Memory)
            _processor.Reset();
    }

    private async Task RetryAsync(Func<CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        for (var delay = _options.RetryDelay; ; delay = Doubled(delay))
        {
            try
            {
                await action(cancellationToken);
                (IsFailing, Damage, Failure, _hasDoneSomething) = (false, null, null, true);
                return;
            }
            catch (Exception exception)
                when (exception is GraphUnavailableException or EventLogUnavailableException or UnknownTopicException)
            {
                if (!await TenantExistsAsync(cancellationToken))
                    throw new TenantGoneException();
                Damage = exception is GraphUnavailableException { IsDamaged: true } ? exception.Message : null;
                IsFailing = Damage is null;
                LogRetry(exception, _tenant, delay);
            }
            catch (CheckpointConflictException exception) when (!exception.IsSuperseded)
            {
                _processor.Reset();
                LogReloading(_tenant, exception.Message);
            }
            await Task.Delay(delay, _clock, cancellationToken);
        }
    }

    private TimeSpan Doubled(TimeSpan delay) =>
        TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, _options.MaxRetryDelay.Ticks));

    private async Task<bool> TenantExistsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var topics = await _log.ListTopicsAsync(cancellationToken);
            return topics.Any(topic => TopicName.TryParse(topic.Name, out var name) && name.Tenant == _tenant);
        }
        catch (EventLogUnavailableException)
        {
            return true;
        }
    }

    private void OpenGate()
    {
        if (Interlocked.Exchange(ref _isPaused, 0) == 1)
            _gate.Open();
    }

    /// <summary>The tenant was removed while its records were on their way.</summary>
    private sealed class TenantGoneException : Exception;

    [LoggerMessage(LogLevel.Error, "A change does not fit the graph of {TenantId}; retrying its records one by one")]
    private partial void LogInvalidChange(Exception exception, TenantId tenantId);

    [LoggerMessage(LogLevel.Critical, "The pipeline of {TenantId} has failed; starting it again")]
    private partial void LogFailed(Exception exception, TenantId tenantId);

    [LoggerMessage(LogLevel.Warning, "Reading the graph of {TenantId} again: {Reason}")]
    private partial void LogReloading(TenantId tenantId, string reason);

    [LoggerMessage(LogLevel.Information, "Giving up {TenantId}: {Reason}")]
    private partial void LogSuperseded(TenantId tenantId, string reason);

    [LoggerMessage(LogLevel.Warning, "Cannot commit a batch of {TenantId}; retrying in {Delay}")]
    private partial void LogRetry(Exception exception, TenantId tenantId, TimeSpan delay);

    [LoggerMessage(
        LogLevel.Warning,
        "Sent {Count} records of {TenantId} to its dead-letter topic; first reason: {Reason}"
    )]
    private partial void LogDeadLetters(TenantId tenantId, int count, string reason);

    [LoggerMessage(LogLevel.Debug, "Stopped the pipeline of {TenantId}")]
    private partial void LogStopped(TenantId tenantId);

    [LoggerMessage(LogLevel.Information, "{TenantId} was removed; its pipeline ends")]
    private partial void LogGone(TenantId tenantId);
}
