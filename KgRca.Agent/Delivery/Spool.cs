using System.Buffers;
using System.Text.Json;
using KgRca.Agent.Normalization;
using KgRca.Contracts.Captures;
using Microsoft.Data.Sqlite;

namespace KgRca.Agent.Delivery;

/// <summary>
/// Keeps records on disk until they are delivered, at most so many bytes of them. Those that come while others are
/// written are written together. Safe for use by many threads.
/// </summary>
/// <param name="file">Where they are kept; closed with the spool.</param>
/// <param name="limit">Bytes of records that may wait.</param>
/// <param name="clock">Paces what is tried again.</param>
/// <param name="trouble">Told of what is given up, and of a disk that cannot be written.</param>
internal sealed class Spool(SpoolFile file, long limit, TimeProvider clock, Action<string> trouble) : IDisposable
{
    private const long WaitingBytes = 8 << 20;
    private const double ShrinkTo = 0.9;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // After a write, what comes is gathered for so long: a write waits for the disk, and a request, which follows each
    // write, costs as much as many records.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan TidyInterval = TimeSpan.FromMinutes(10);

    // A cluster whose state is larger than the spool would else be listed, and given up, without a pause.
    private static readonly TimeSpan RoomAgainInterval = TimeSpan.FromMinutes(10);

    // _file guards the file, _lock what waits to be written to it. Never take the former while holding the latter.
    private readonly Lock _file = new();
    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly SemaphoreSlim _toWrite = new(0, 1);
    private readonly SemaphoreSlim _toRead = new(0, 1);
    private List<NewRecord> _waiting = [];
    private long _waitingBytes;
    private TaskCompletionSource _written = NewPromise();
    private Task _writing = Task.CompletedTask;
    private long? _roomAgain;

    /// <summary>
    /// Called when states were given up for want of room, and there is room for them again: at most every ten minutes.
    /// Set before records are added.
    /// </summary>
    public Action RoomAgain { get; set; } = () => { };

    /// <summary>Takes a record. It is on disk once <see cref="WrittenAsync"/> ends.</summary>
    public void Add(CaptureRecord record, Knowledge? known = null)
    {
        lock (_lock)
        {
            _line.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(_line, new JsonWriterOptions { SkipValidation = true }))
                record.WriteTo(json);
            _waiting.Add(
                new NewRecord(
                    record.Topic,
                    record.Key,
                    record.Time,
                    RecordWorth.Of(record),
                    _line.WrittenSpan.ToArray(),
                    known
                )
            );
            _waitingBytes += _line.WrittenCount;
        }
        Signal(_toWrite);
    }

    /// <summary>Takes records, and ends once they are on disk: <see cref="RecordIntake"/>.</summary>
    public Task TakeAsync(IReadOnlyList<CaptureRecord> records, CancellationToken cancellationToken)
    {
        foreach (var record in records)
            Add(record);
        return WrittenAsync(cancellationToken);
    }

    /// <summary>Ends once all that was added is on disk.</summary>
    public Task WrittenAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return (_waiting.Count > 0 ? _written.Task : _writing).WaitAsync(cancellationToken);
    }

    /// <summary>Ends once there is room for more: at once, unless the disk does not keep up.</summary>
    public Task RoomAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return _waitingBytes < WaitingBytes
                ? Task.CompletedTask
                : (_waiting.Count > 0 ? _written.Task : _writing).WaitAsync(cancellationToken);
    }

    /// <summary>How full it is.</summary>
    public SpoolState State
    {
        get
        {
            lock (_file)
                return new SpoolState(file.Count, file.Bytes, file.Dropped, file.Oldest);
        }
    }

    /// <summary>Writes what is added, until it is cancelled; what was added before is written then as well.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var tidied = clock.GetTimestamp();
        for (var gathered = Task.CompletedTask; ; gathered = Task.Delay(Gathering, clock, cancellationToken))
        {
            try
            {
                await gathered;
                await _toWrite.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                TryWrite();
                throw;
            }
            while (!TryWrite())
                await Task.Delay(RetryDelay, clock, cancellationToken);
            if (clock.GetElapsedTime(tidied) < TidyInterval)
                continue;
            tidied = clock.GetTimestamp();
            lock (_file)
                file.ForgetEvents(clock.GetUtcNow());
        }
    }

    /// <summary>What is to be delivered next, once there is something.</summary>
    /// <param name="records">At most so many.</param>
    /// <param name="bytes">At most so many bytes, but one record at least.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The records; none where none came in time.</returns>
    public async Task<List<SpooledRecord>> ReadAsync(
        int records,
        int bytes,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            lock (_file)
                if (file.Count > 0)
                    return file.Read(records, bytes);
            using var limited = new CancellationTokenSource(patience, clock);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(limited.Token, cancellationToken);
            try
            {
                await _toRead.WaitAsync(linked.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return [];
            }
        }
    }

    /// <summary>Forgets records that were delivered.</summary>
    public void Remove(IReadOnlyList<SpooledRecord> records)
    {
        lock (_file)
        {
            file.Remove(records);
            if (
                !file.HasLostStates
                || file.Bytes > limit / 2
                || _roomAgain is { } last && clock.GetElapsedTime(last) < RoomAgainInterval
            )
                return;
            file.HasLostStates = false;
            _roomAgain = clock.GetTimestamp();
        }
        RoomAgain();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_file)
            file.Dispose();
        _toWrite.Dispose();
        _toRead.Dispose();
    }

    /// <summary>Writes what waits.</summary>
    /// <returns>Whether nothing waits any more; false where the disk cannot be written now.</returns>
    private bool TryWrite()
    {
        List<NewRecord> records;
        TaskCompletionSource written;
        lock (_lock)
        {
            (records, _waiting) = (_waiting, []);
            (written, _written) = (_written, NewPromise());
            _writing = written.Task;
        }
        try
        {
            if (records.Count > 0)
                Write(records);
        }
        catch (SqliteException exception)
        {
            trouble($"Cannot write to the spool: {exception.Message}");
            lock (_lock)
            {
                _waiting = [.. records, .. _waiting];
                // Whoever waits for the earlier records waits for the later ones too.
                _ = _written.Task.ContinueWith(_ => written.TrySetResult(), TaskScheduler.Default);
            }
            return false;
        }
        lock (_lock)
            _waitingBytes = _waiting.Sum(record => (long)record.Line.Length);
        written.SetResult();
        Signal(_toRead);
        return true;
    }

    private void Write(List<NewRecord> records)
    {
        lock (_file)
        {
            file.Add(records);
            if (file.Bytes <= limit)
                return;
            var dropped = file.Shrink((long)(limit * ShrinkTo));
            if (dropped > 0)
                trouble(
                    $"The spool is full ({limit >> 20} MiB): dropped {dropped} lowest-priority records, "
                        + $"{file.Dropped} in total."
                );
        }
    }

    private static void Signal(SemaphoreSlim semaphore)
    {
        try
        {
            if (semaphore.CurrentCount == 0)
                semaphore.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another thread has just signalled.
        }
    }

    private static TaskCompletionSource NewPromise() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>How full a spool is.</summary>
/// <param name="Count">Records that wait.</param>
/// <param name="Bytes">Bytes of them.</param>
/// <param name="Dropped">Records that were given up since the spool was made.</param>
/// <param name="Oldest">When the oldest record that waits was made; null where none waits.</param>
internal sealed record SpoolState(long Count, long Bytes, long Dropped, DateTimeOffset? Oldest)
{
    /// <summary>How old the oldest record is that waits, in seconds; 0 where none does.</summary>
    public double LagSeconds(DateTimeOffset now) => Oldest is { } oldest ? Math.Max(0, (now - oldest).TotalSeconds) : 0;
}
