using KgRca.Contracts.Captures;

namespace KgRca.Agent.Replay;

/// <summary>Keeps a capture's own pace, times a factor.</summary>
internal sealed class Pace(double speed, TimeProvider clock)
{
    // Lines whose times are closer than this, once sped up, go together.
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(200);

    private (long Timestamp, DateTimeOffset Time)? _start;

    /// <summary>Whether two lines are too far apart in time to be sent together.</summary>
    public bool AreApart(Line first, Line next) =>
        TimeOf(first) is { } begin && TimeOf(next) is { } end && (end - begin) / speed > Grain;

    /// <summary>Waits until a line is due.</summary>
    public async Task WaitAsync(Line line, CancellationToken cancellationToken)
    {
        if (TimeOf(line) is not { } time)
            return;
        _start ??= (clock.GetTimestamp(), time);
        var due = (time - _start.Value.Time) / speed - clock.GetElapsedTime(_start.Value.Timestamp);
        if (due > TimeSpan.Zero)
            await Task.Delay(due, clock, cancellationToken);
    }

    private static DateTimeOffset? TimeOf(Line line) =>
        CaptureRecord.TryRead(line.Bytes, out var record) is null ? record.Time : null;
}
