using System.Security.Cryptography;
using KgRca.Contracts.Captures;

namespace KgRca.Agent.Replay;

/// <summary>Sends a capture to a server's ingest endpoint, in order, every line at least once.</summary>
/// <param name="http">Its base address is the server's, its authorization the key's.</param>
/// <param name="clock">Paces the replay, and is the now that times are moved to.</param>
public sealed class CaptureReplay(HttpClient http, TimeProvider clock)
{
    private const int BatchLines = 500;
    private const int BatchBytes = 1 << 20;

    /// <summary>Replays.</summary>
    /// <param name="options">What, and how.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="rejected">Told of each line that the server could not use.</param>
    /// <param name="cancellationToken">Ends the replay after the batch in hand.</param>
    /// <exception cref="ReplayException">The capture cannot be read, or the server refuses it.</exception>
    public async Task<ReplayProgress> RunAsync(
        ReplayOptions options, IProgress<ReplayProgress> progress, Action<RejectedLine> rejected, CancellationToken cancellationToken)
    {
        var state = options.StateFile is null ? null : ReplayState.Read(options.StateFile);
        state ??= new ReplayState(0, options.FromNow ? FindShift(options) : TimeSpan.Zero, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        var shift = options.FromNow ? new TimeShift(state.Shift, state.Run) : null;
        var pace = options.Speed is { } speed ? new Pace(speed, clock) : null;
        var done = new ReplayProgress(0, 0, 0);
        var client = new IngestClient(http, options.InstanceId, clock, trouble => progress.Report(done with { Trouble = trouble }));
        using var file = options.Open();
        foreach (var batch in Batches(CaptureLines.Read(file).Where(line => line.Number > state.Line), pace))
        {
            if (pace is not null) await pace.WaitAsync(batch[0], cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            var unusable = await client.SendAsync(shift is null ? batch : [.. batch.Select(line => line with { Bytes = shift.Apply(line.Bytes) })], cancellationToken);
            foreach (var line in unusable) rejected(line);
            done = new ReplayProgress(done.Lines + batch.Count, done.Rejected + unusable.Count, client.Retries);
            if (options.StateFile is not null) (state with { Line = batch[^1].Number }).Write(options.StateFile);
            progress.Report(done);
        }
        return done;
    }

    private static IEnumerable<List<CaptureLine>> Batches(IEnumerable<CaptureLine> lines, Pace? pace)
    {
        var batch = new List<CaptureLine>();
        var bytes = 0;
        foreach (var line in lines)
        {
            if (batch.Count > 0 && (batch.Count == BatchLines || bytes + line.Bytes.Length > BatchBytes || pace?.AreApart(batch[0], line) == true))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }
            batch.Add(line);
            bytes += line.Bytes.Length;
        }
        if (batch.Count > 0) yield return batch;
    }

    /// <summary>How far to move times so that the capture ends now, or begins now where it is paced.</summary>
    private TimeSpan FindShift(ReplayOptions options)
    {
        using var file = options.Open();
        DateTimeOffset? anchor = null;
        foreach (var line in CaptureLines.Read(file))
        {
            if (CaptureRecord.TryRead(line.Bytes, out var record) is not null) continue;
            if (anchor is null || record.Time > anchor) anchor = record.Time;
            if (options.Speed is not null) break;
        }
        return anchor is { } time ? clock.GetUtcNow() - time : TimeSpan.Zero;
    }
}
