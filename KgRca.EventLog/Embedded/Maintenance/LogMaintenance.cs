using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace KgRca.EventLog.Embedded.Maintenance;

/// <summary>
/// Lets topics forget: removes batches that are past the retention, compacts topics that keep the last record of each key, joins small batches, and gives
/// free pages back. It reads on a connection of its own, and each change is a small transaction between those of the producers.
/// </summary>
internal sealed partial class LogMaintenance : IAsyncDisposable
{
    private readonly TopicCatalog _catalog;
    private readonly LogWriter _writer;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly LogFile _file;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<(long TopicId, int Partition), CompactedPartition> _compacted = [];
    private readonly Dictionary<(long TopicId, int Partition), long> _joinedTo = [];
    private readonly SemaphoreSlim _running = new(1, 1);
    private readonly Task _loop;

    public LogMaintenance(string path, TopicCatalog catalog, LogWriter writer, TimeProvider clock, TimeSpan interval, ILogger logger)
    {
        (_catalog, _writer, _clock, _logger) = (catalog, writer, clock, logger);
        _file = LogFile.OpenToRead(path);
        _loop = RunAsync(interval);
    }

    /// <summary>Does what is due.</summary>
    /// <param name="isForced">Whether partitions are compacted that have little to win yet.</param>
    /// <param name="cancellationToken">Ends it between two changes.</param>
    /// <exception cref="EventLogUnavailableException">The log cannot be read or written now.</exception>
    public async Task RunOnceAsync(bool isForced, CancellationToken cancellationToken)
    {
        await _running.WaitAsync(cancellationToken);
        try
        {
            // Off the caller's thread: reading a long partition takes a while.
            await Task.Run(() => RunAsync(isForced, cancellationToken), cancellationToken);
        }
        catch (SqliteException exception)
        {
            throw new EventLogUnavailableException($"The event log cannot be read: {exception.Message}", exception);
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
        await _running.WaitAsync(CancellationToken.None);
        _file.Dispose();
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
                    await RunOnceAsync(isForced: false, _stop.Token);
                }
                catch (EventLogUnavailableException exception)
                {
                    LogPutOff(exception);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task RunAsync(bool isForced, CancellationToken cancellationToken)
    {
        await Retention.RemoveDeletedTopicsAsync(_file, _writer, cancellationToken);
        var topics = _catalog.List();
        Forget(topics);
        var rewriter = new BatchRewriter(_writer);
        foreach (var topic in topics)
        {
            for (var partition = 0; partition < topic.Definition.Partitions; partition++)
            {
                if (topic.Definition is { Cleanup: CleanupPolicy.Delete, Retention: { } retention })
                    await Retention.RemoveOldAsync(_file, _writer, topic, partition, _clock.GetUtcNow() - retention, cancellationToken);
                if (topic.Definition.Cleanup == CleanupPolicy.Compact) await CompactAsync(rewriter, topic, partition, isForced, cancellationToken);
                await JoinAsync(rewriter, topic, partition, cancellationToken);
            }
        }
        await rewriter.FlushAsync(cancellationToken);
        await FreePages.GiveBackAsync(_file, _writer, cancellationToken);
    }

    private async Task CompactAsync(BatchRewriter rewriter, TopicState topic, int partition, bool isForced, CancellationToken cancellationToken)
    {
        var place = (topic.Id, partition);
        var compaction = new Compaction(_file, topic, partition, _clock.GetUtcNow());
        if (!compaction.IsDue(_compacted.GetValueOrDefault(place), isForced)) return;
        _compacted[place] = await compaction.RunAsync(rewriter, cancellationToken);
        // What is left of a batch may be small, so the partition is looked through for small batches once more.
        _joinedTo.Remove(place);
        foreach (var offset in compaction.DamagedBatches) LogDamaged(topic.Definition.Name, partition, offset);
    }

    private async Task JoinAsync(BatchRewriter rewriter, TopicState topic, int partition, CancellationToken cancellationToken)
    {
        var place = (topic.Id, partition);
        var from = _joinedTo.GetValueOrDefault(place);
        if (topic.Ends[partition] == from) return;
        // It reads what the compaction may have changed just now.
        await rewriter.FlushAsync(cancellationToken);
        _joinedTo[place] = await new SmallBatches(_file, topic, partition).JoinAsync(rewriter, from, cancellationToken);
    }

    private void Forget(TopicState[] topics)
    {
        var ids = topics.Select(topic => topic.Id).ToHashSet();
        foreach (var place in _compacted.Keys.Where(place => !ids.Contains(place.TopicId)).ToList()) _compacted.Remove(place);
        foreach (var place in _joinedTo.Keys.Where(place => !ids.Contains(place.TopicId)).ToList()) _joinedTo.Remove(place);
    }

    [LoggerMessage(LogLevel.Warning, "The event log's maintenance is put off to the next interval")]
    private partial void LogPutOff(Exception exception);

    [LoggerMessage(LogLevel.Error, "The batch at offset {Offset} of {Topic}/{Partition} is damaged and stays as it is")]
    private partial void LogDamaged(string topic, int partition, long offset);
}
