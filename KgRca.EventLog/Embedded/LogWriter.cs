using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace KgRca.EventLog.Embedded;

/// <summary>
/// The log's one writer. What many producers ask for at once becomes one transaction, so that they share its wait for the disk. While writing fails,
/// it tries a small write from time to time, so that the log is known to be well again without traffic.
/// </summary>
internal sealed partial class LogWriter : IAsyncDisposable
{
    private const int QueueLength = 1_024;

    // A group ends with the request that takes it past one of these: they bound the memory of a group and the wait of those behind it.
    private const int GroupRequests = 256;
    private const int GroupRecords = 20_000;
    private const int GroupBytes = 16 * 1024 * 1024;
    private const int DiskFull = 13;
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(2);

    private readonly Channel<WriteRequest> _queue = Channel.CreateBounded<WriteRequest>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly LogFile _file;
    private readonly TopicCatalog _catalog;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Task _loop;
    private long _nextSequence;
    private volatile string? _failure;

    public LogWriter(LogFile file, TopicCatalog catalog, TimeProvider clock, ILogger logger)
    {
        (_file, _catalog, _clock, _logger) = (file, catalog, clock, logger);
        _nextSequence = file.Number("SELECT value FROM meta WHERE key = 'next_sequence'");
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Why the last write failed; null when it succeeded.</summary>
    public string? Failure => _failure;

    /// <summary>Makes a change, and returns once it is durable.</summary>
    public async ValueTask WriteAsync(Action<WriteGroup> apply, CancellationToken cancellationToken)
    {
        var request = new WriteRequest(apply);
        try
        {
            await _queue.Writer.WriteAsync(request, cancellationToken);
        }
        catch (ChannelClosedException exception)
        {
            throw new EventLogUnavailableException("The event log is closed.", exception);
        }
        // Not given up when the caller is: the records may be written already, and the caller must know.
        await request.Done;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        _file.Dispose();
    }

    private async Task RunAsync()
    {
        while (await WaitAsync()) Write(Waiting());
    }

    private IEnumerable<WriteRequest> Waiting()
    {
        for (var i = 0; i < GroupRequests && _queue.Reader.TryRead(out var request); i++) yield return request;
    }

    private async ValueTask<bool> WaitAsync()
    {
        var ready = _queue.Reader.WaitToReadAsync().AsTask();
        while (_failure is not null && !ready.IsCompleted)
        {
            using var stop = new CancellationTokenSource();
            var probe = Task.Delay(ProbeInterval, _clock, stop.Token);
            if (await Task.WhenAny(ready, probe) == probe) Probe();
            await stop.CancelAsync();
        }
        return await ready;
    }

    private void Probe()
    {
        Write([new WriteRequest(group => group.Probe())]);
        if (_failure is null) Write([new WriteRequest(group => group.EndProbe())]);
    }

    private void Write(IEnumerable<WriteRequest> source)
    {
        var requests = new List<WriteRequest>();
        var accepted = new List<WriteRequest>();
        try
        {
            using var transaction = _file.Begin();
            var group = new WriteGroup(_file, transaction, _catalog, _nextSequence, _clock.GetUtcNow().ToUnixTimeMilliseconds());
            foreach (var request in source)
            {
                requests.Add(request);
                if (request.TryApply(group)) accepted.Add(request);
                if (group is not { Records: < GroupRecords, Bytes: < GroupBytes }) break;
            }
            group.Flush();
            transaction.Commit();
            _nextSequence = group.NextSequence;
            group.Publish();
        }
        catch (Exception exception)
        {
            // Whatever it is, it is told to everyone who waits, and the loop goes on: it is the only writer.
            Fail(requests, exception);
            return;
        }
        if (_failure is not null) LogRecovered();
        _failure = null;
        foreach (var request in accepted) request.Succeed();
    }

    private void Fail(List<WriteRequest> requests, Exception exception)
    {
        var reason = exception is SqliteException { SqliteErrorCode: DiskFull } ? "the disk is full" : exception.Message;
        var failure = $"The event log cannot be written: {reason}";
        if (_failure is null) LogFailed(exception, reason);
        _failure = failure;
        foreach (var request in requests) request.Fail(new EventLogUnavailableException(failure, exception));
    }

    [LoggerMessage(LogLevel.Error, "The event log cannot be written: {Reason}. It goes on trying")]
    private partial void LogFailed(Exception exception, string reason);

    [LoggerMessage(LogLevel.Information, "The event log can be written again")]
    private partial void LogRecovered();
}
