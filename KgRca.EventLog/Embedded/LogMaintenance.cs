namespace KgRca.EventLog.Embedded;

/// <summary>
/// Lets topics forget: removes batches that are past the retention, compacts topics that keep the last record of each
/// key, and joins small batches. Each step is a small transaction of its own between those of the producers.
/// </summary>
internal sealed class LogMaintenance : IAsyncDisposable
{
    private const int VacuumPages = 1_000;

    // Soon needed again.
    private const int KeptPages = 2_000;

    private readonly TopicCatalog _catalog;
    private readonly LogWriter _writer;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<(long TopicId, int Partition), long> _compactedTo = [];
    private readonly Dictionary<(long TopicId, int Partition), long> _joinedTo = [];
    private readonly SemaphoreSlim _running = new(1, 1);
    private readonly Task _loop;

    public LogMaintenance(TopicCatalog catalog, LogWriter writer, TimeProvider clock, TimeSpan interval)
    {
        (_catalog, _writer, _clock) = (catalog, writer, clock);
        _loop = RunAsync(interval);
    }

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await _running.WaitAsync(cancellationToken);
        try
        {
            foreach (var topic in _catalog.List())
            {
                if (topic.Definition is { Cleanup: CleanupPolicy.Delete, Retention: { } retention })
                    await RemoveOldAsync(topic, _clock.GetUtcNow() - retention, cancellationToken);
                for (var partition = 0; partition < topic.Definition.Partitions; partition++)
                {
                    if (topic.Definition.Cleanup == CleanupPolicy.Compact)
                        await CompactAsync(topic, partition, cancellationToken);
                    await JoinAsync(topic, partition, cancellationToken);
                }
            }
            await VacuumAsync(cancellationToken);
        }
        finally
        {
            _running.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
        _running.Dispose();
    }

    private async Task RunAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                try
                {
                    await RunOnceAsync(_stop.Token);
                }
                catch (EventLogUnavailableException)
                {
                    // The writer's failure shows in the log's health; the next interval tries again.
                    continue;
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>Gives the disk back what was removed, deleted topics included, a piece at a time.</summary>
    private async Task VacuumAsync(CancellationToken cancellationToken)
    {
        for (var (more, before) = (true, long.MaxValue); more; )
            await _writer.WriteAsync(
                group =>
                {
                    var free = (long)(group.File.Scalar("PRAGMA freelist_count", group.Transaction) ?? 0L);
                    more = free > KeptPages && free < before;
                    before = free;
                    group.IsVacuum |= more;
                    if (more)
                        group.File.Run($"PRAGMA incremental_vacuum({VacuumPages})", group.Transaction);
                },
                cancellationToken
            );
    }

    private async Task RemoveOldAsync(TopicState topic, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await _writer.WriteAsync(
            group =>
                group.File.Run(
                    "DELETE FROM batches WHERE topic_id = $1 AND max_time < $2",
                    group.Transaction,
                    topic.Id,
                    before.ToUnixTimeMilliseconds()
                ),
            cancellationToken
        );
    }

    private async Task CompactAsync(TopicState topic, int partition, CancellationToken cancellationToken)
    {
        var place = (topic.Id, partition);
        if (_compactedTo.GetValueOrDefault(place) == topic.Ends[partition])
            return;
        var compaction = new Compaction(topic, partition, _clock.GetUtcNow());
        await _writer.WriteAsync(compaction.FindLatest, cancellationToken);
        while (compaction.HasMore)
            await _writer.WriteAsync(compaction.RewriteSome, cancellationToken);
        _compactedTo[place] = compaction.End;
    }

    private async Task JoinAsync(TopicState topic, int partition, CancellationToken cancellationToken)
    {
        var place = (topic.Id, partition);
        var from = _joinedTo.GetValueOrDefault(place);
        if (topic.Ends[partition] == from)
            return;
        var more = true;
        while (more)
            await _writer.WriteAsync(
                group => more = SmallBatches.JoinSome(group, topic, partition, ref from),
                cancellationToken
            );
        _joinedTo[place] = from;
    }
}
