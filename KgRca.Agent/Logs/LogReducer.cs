using System.Runtime.InteropServices;
using KgRca.Agent.Delivery;
using KgRca.Agent.Logs.Reading;
using KgRca.Contracts.Captures;

namespace KgRca.Agent.Logs;

/// <summary>
/// Makes few records of many lines. Errors, warnings, crashes and failures to reach others pass, the lines of a stack
/// trace as one; of a template that comes too often the rest is counted, as are all other lines, and the counts are
/// sent once a minute. Thread-safe.
/// </summary>
/// <param name="cluster">The cluster's name in records.</param>
/// <param name="intake">Takes the records.</param>
/// <param name="clock">Times counts and joins.</param>
internal sealed class LogReducer(string cluster, RecordIntake intake, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastSave = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _saving = new(1);
    private readonly Dictionary<StreamKey, LogStream> _streams = [];
    private readonly RepeatFilter _repeats = new();
    private readonly LogTally _tally = new();
    private readonly JsonLog _json = new();
    private readonly LogRecords _records = new(cluster, clock);
    private List<CaptureRecord> _waiting = [];
    private bool _isEnding;

    /// <summary>What has become of lines so far.</summary>
    public LogCounts Counts
    {
        get
        {
            lock (_lock)
                return new LogCounts(
                    _tally.Lines,
                    _tally.Repeats,
                    _tally.Records,
                    _tally.Omitted,
                    _tally.Dropped,
                    _streams.Count,
                    _tally.Templates
                );
        }
    }

    /// <summary>
    /// Takes in lines that came together. Where lines bear a time, a batch that is sent again counts once.
    /// </summary>
    public void Add(params ReadOnlySpan<LogLine> lines)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            _repeats.BeginBatch();
            foreach (var line in lines)
                Add(line, now);
        }
    }

    /// <summary>
    /// Ends when the records that were made so far are on disk. A line that may have more to come is held for a moment,
    /// and what is counted for a minute: they are not among them.
    /// </summary>
    /// <exception cref="IOException">The records could not be stored; they wait for the next call.</exception>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        // One after the other: what an earlier call has taken is on disk when a later one ends.
        await _saving.WaitAsync(cancellationToken);
        try
        {
            if (Take() is not { Count: > 0 } records)
                return;
            try
            {
                await intake(records, cancellationToken);
            }
            catch
            {
                PutBack(records);
                throw;
            }
        }
        finally
        {
            _saving.Release();
        }
    }

    /// <summary>
    /// Completes joins and counts as their time comes, and saves them, until it is cancelled; then all that is left.
    /// </summary>
    /// <param name="trouble">Told of what could not be stored and is tried again.</param>
    /// <param name="cancellationToken">Ends it; what is left may then take five seconds to be stored.</param>
    public async Task RunAsync(Action<string> trouble, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                Flush(isAll: false);
                await TrySaveAsync(trouble, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _isEnding = true;
            using var last = new CancellationTokenSource(LastSave, clock);
            for (var isDone = false; !isDone && !last.IsCancellationRequested; )
            {
                isDone = Flush(isAll: true);
                await TrySaveAsync(trouble, last.Token);
            }
        }
    }

    /// <summary>
    /// Completes joins and counts whose time has come, as far as there is room for their records before they are saved.
    /// </summary>
    /// <param name="isAll">Whether also the others.</param>
    /// <returns>Whether there was room for all.</returns>
    public bool Flush(bool isAll)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            foreach (var (key, stream) in _streams)
            {
                if (IsHalfFull)
                    return false;
                stream.Flush(now, isAll);
                if (stream.IsIdle(now))
                    _streams.Remove(key);
            }
        }
        return true;
    }

    public void Dispose() => _saving.Dispose();

    private void Add(LogLine line, DateTimeOffset now)
    {
        _tally.Lines++;
        var key = new StreamKey(line.Subject.Kind, line.Subject.Namespace, line.Subject.Name, line.Container);
        if (_repeats.IsRepeat(key.GetHashCode(), line, out var occurrence))
        {
            _tally.Repeats++;
            return;
        }
        if (_streams.Count >= LogLimits.Containers && !_streams.ContainsKey(key))
            Forget(now);
        ref var stream = ref CollectionsMarshal.GetValueRefOrAddDefault(_streams, key, out _);
        stream ??= new LogStream(line.Subject, line.Container, _tally, _json, Emit);
        stream.Add(line, occurrence, now);
        if (_tally.OpenCharacters <= LogLimits.OpenCharacters)
            return;
        foreach (var open in _streams.Values)
            open.CloseEarly();
    }

    private void Emit(LogStream stream, LogStatement statement)
    {
        _tally.Records++;
        _waiting.Add(_records.Make(stream.Subject, stream.Container, statement));
        if (_waiting.Count > LogLimits.Waiting)
            DropOldest();
    }

    // Those of the containers that have been silent for longest go together, so that a stream of new ones does not look
    // for the oldest each time; one at least.
    private void Forget(DateTimeOffset now)
    {
        foreach (
            var (key, stream) in _streams.OrderBy(entry => entry.Value.Seen).Take(LogLimits.Containers / 16).ToList()
        )
        {
            stream.Flush(now, isAll: true);
            _streams.Remove(key);
            if (IsHalfFull)
                return;
        }
    }

    // A container's records fit into the other half.
    private bool IsHalfFull => _waiting.Count >= LogLimits.Waiting / 2;

    private List<CaptureRecord> Take()
    {
        lock (_lock)
        {
            var taken = _waiting;
            if (taken.Count > 0)
                _waiting = [];
            return taken;
        }
    }

    private void PutBack(List<CaptureRecord> records)
    {
        lock (_lock)
        {
            records.AddRange(_waiting);
            _waiting = records;
            if (_waiting.Count > LogLimits.Waiting)
                DropOldest();
        }
    }

    private void DropOldest()
    {
        // Some more than must go, so that the next ones find room.
        var dropped = _waiting.Count - LogLimits.Waiting * 9 / 10;
        _waiting.RemoveRange(0, dropped);
        _tally.Dropped += dropped;
    }

    private async Task TrySaveAsync(Action<string> trouble, CancellationToken cancellationToken)
    {
        try
        {
            await SaveAsync(cancellationToken);
        }
        catch (Exception exception)
            when (exception is IOException || exception is OperationCanceledException && _isEnding)
        {
            trouble($"Cannot store logs: {exception.Message}");
        }
    }

    private readonly record struct StreamKey(string Kind, string? Namespace, string Name, string? Container);
}
