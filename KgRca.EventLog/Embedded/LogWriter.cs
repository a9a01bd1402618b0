using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace KgRca.EventLog.Embedded;

/// <summary>A change to the log that waits to become part of a transaction.</summary>
internal sealed class WriteRequest(Action<WriteGroup> apply)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Action<WriteGroup> Apply { get; } = apply;

    public Task Done => _done.Task;

    public void Succeed() => _done.TrySetResult();

    public void Fail(Exception exception) => _done.TrySetException(exception);
}

/// <summary>
/// The log's one writer. What many producers ask for at once becomes one transaction, so that they share its wait for
/// the disk. While writing fails, it tries a small write from time to time, so that the log is known to be well again
/// without traffic.
/// </summary>
internal sealed class LogWriter : IAsyncDisposable
{
    private const int QueueLength = 1_024;
    private const int GroupRequests = 256;
    private const int GroupRecords = 20_000;
    private const int DiskFull = 13;
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(2);

    private readonly Channel<WriteRequest> _queue = Channel.CreateBounded<WriteRequest>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );
    private readonly LogFile _file;
    private readonly TopicCatalog _catalog;
    private readonly TimeProvider _clock;
    private readonly LogClock _stamps;
    private readonly Task _loop;
    private long _nextSequence;

    public LogWriter(LogFile file, TopicCatalog catalog, TimeProvider clock)
    {
        (_file, _catalog, _clock) = (file, catalog, clock);
        _nextSequence = (long)(file.Scalar("SELECT value FROM meta WHERE key = 'next_sequence'", null) ?? 1L);
        _stamps = new LogClock(
            clock,
            (long)(file.Scalar("SELECT value FROM meta WHERE key = 'last_time'", null) ?? 0L)
        );
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Why the last write failed; null when it succeeded.</summary>
    public string? Failure { get; private set; }

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
        var requests = new List<WriteRequest>(GroupRequests);
        while (await WaitAsync())
        {
            Write(requests);
            requests.Clear();
        }
    }

    private async ValueTask<bool> WaitAsync()
    {
        while (true)
        {
            if (Failure is null)
                return await _queue.Reader.WaitToReadAsync();
            var ready = _queue.Reader.WaitToReadAsync().AsTask();
            if (await Task.WhenAny(ready, Task.Delay(ProbeInterval, _clock)) == ready)
                return await ready;
            Write([new WriteRequest(group => group.Probe())]);
        }
    }

    private void Write(List<WriteRequest> requests)
    {
        var (accepted, isVacuum) = (new List<WriteRequest>(), false);
        try
        {
            using var transaction = _file.Begin();
            var group = new WriteGroup(_file, transaction, _catalog, _nextSequence, _stamps.Next());
            var given = requests.Count;
            for (var i = 0; i < GroupRequests && group.Records < GroupRecords; i++)
            {
                if (i >= given)
                {
                    if (given > 0 || !_queue.Reader.TryRead(out var next))
                        break;
                    requests.Add(next);
                }
                if (Apply(requests[i], group))
                    accepted.Add(requests[i]);
            }
            group.Flush();
            transaction.Commit();
            _nextSequence = group.NextSequence;
            group.Publish();
            Failure = null;
            isVacuum = group.IsVacuum;
        }
        catch (Exception exception)
        {
            // Whatever it is, it is told to everyone who waits, and the loop goes on: it is the only writer.
            var reason = exception is SqliteException { SqliteErrorCode: DiskFull }
                ? "the disk is full"
                : exception.Message;
            Failure = $"The event log cannot be written: {reason}";
            foreach (var request in requests)
                request.Fail(new EventLogUnavailableException(Failure, exception));
            return;
        }
        foreach (var request in accepted)
            request.Succeed();
        if (isVacuum)
            Shorten();
    }

    /// <summary>Makes the file as short as it can be. Waits for no reader.</summary>
    private void Shorten()
    {
        try
        {
            _file.Execute("PRAGMA wal_checkpoint(PASSIVE)");
        }
        catch (SqliteException exception)
        {
            // What was written is safe; the next checkpoint tries again.
            Failure = $"The event log cannot be written: {exception.Message}";
        }
    }

    private static bool Apply(WriteRequest request, WriteGroup group)
    {
        try
        {
            request.Apply(group);
            return true;
        }
        catch (Exception exception) when (exception is UnknownTopicException or ArgumentException)
        {
            request.Fail(exception);
            return false;
        }
    }
}
