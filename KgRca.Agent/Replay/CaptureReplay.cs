using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using KgRca.Agent.Delivery;
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
    /// <exception cref="ReplayException">The capture cannot be read, the server refuses it, or the state file is of
    /// another replay.</exception>
    public async Task<ReplayProgress> RunAsync(
        ReplayOptions options,
        IProgress<ReplayProgress> progress,
        Action<RejectedLine> rejected,
        CancellationToken cancellationToken
    )
    {
        var state = await BeginAsync(options, cancellationToken);
        var shift = options.FromNow ? new TimeShift(state.Shift, state.Run) : null;
        var pace = options.Speed is { } speed ? new Pace(speed, clock) : null;
        var done = new ReplayProgress(0, 0, 0, 0);
        var client = new IngestClient(http, clock, trouble => progress.Report(done with { Trouble = trouble }));
        await using var file = options.Open();
        await foreach (var batch in BatchesAsync(file, state.Line, pace, cancellationToken))
        {
            if (pace is not null)
                await pace.WaitAsync(batch[0], cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            var (fitting, tooLong) = (batch.FindAll(Fits), batch.FindAll(line => !Fits(line)));
            var unusable = await client.SendAsync(
                shift is null ? fitting : fitting.ConvertAll(line => line with { Bytes = shift.Apply(line.Bytes) }),
                cancellationToken
            );
            foreach (var line in tooLong)
                rejected(
                    new RejectedLine(
                        line.Number,
                        $"The line has {line.Length} bytes, which exceeds the record size limit."
                    )
                );
            foreach (var line in unusable)
                rejected(line);
            done = new ReplayProgress(
                done.Lines + batch.Count,
                done.Rejected + unusable.Count + tooLong.Count,
                client.Retries,
                file.Length > 0 ? (double)file.Position / file.Length : 1
            );
            if (options.StateFile is not null)
                (state with { Line = batch[^1].Number }).Write(options.StateFile);
            progress.Report(done);
        }
        return done;
    }

    private async Task<ReplayState> BeginAsync(ReplayOptions options, CancellationToken cancellationToken)
    {
        var capture = await FingerprintAsync(options, cancellationToken);
        if (options.StateFile is { } path && ReplayState.Read(path) is { } known)
        {
            if (known.Capture != capture)
                throw new ReplayException(
                    $"{path} belongs to another capture. Delete it, or use another file, to start this one."
                );
            if (known.FromNow != options.FromNow)
                throw new ReplayException(
                    $"{path} belongs to a replay {(known.FromNow ? "with" : "without")} --from-now. Delete it, or "
                        + "use another file, to start over."
                );
            return known;
        }
        var shift = options.FromNow ? await FindShiftAsync(options, cancellationToken) : TimeSpan.Zero;
        return new ReplayState(
            capture,
            0,
            options.FromNow,
            shift,
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))
        );
    }

    // A capture is known by its first line; its length is not part of it, so that one that has grown since is gone on
    // with.
    private static async Task<string> FingerprintAsync(ReplayOptions options, CancellationToken cancellationToken)
    {
        await using var file = options.Open();
        await foreach (var line in CaptureLines.ReadAsync(file, cancellationToken))
            return Convert.ToHexStringLower(SHA256.HashData(line.Bytes.Span));
        return "";
    }

    private static bool Fits(Line line) => line.Length <= CaptureLines.MaxLength;

    private static async IAsyncEnumerable<List<Line>> BatchesAsync(
        Stream file,
        long after,
        Pace? pace,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var batch = new List<Line>();
        var bytes = 0;
        await foreach (var line in CaptureLines.ReadAsync(file, cancellationToken))
        {
            if (line.Number <= after)
                continue;
            if (
                batch.Count > 0
                && (
                    batch.Count == BatchLines
                    || bytes + line.Bytes.Length > BatchBytes
                    || pace?.AreApart(batch[0], line) == true
                )
            )
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }
            batch.Add(line);
            bytes += line.Bytes.Length;
        }
        if (batch.Count > 0)
            yield return batch;
    }

    /// <summary>
    /// How far to move times so that the capture ends as its replay does: no record is sent before its time.
    /// </summary>
    private async Task<TimeSpan> FindShiftAsync(ReplayOptions options, CancellationToken cancellationToken)
    {
        await using var file = options.Open();
        DateTimeOffset? first = null;
        var last = DateTimeOffset.MinValue;
        await foreach (var line in CaptureLines.ReadAsync(file, cancellationToken))
        {
            if (CaptureRecord.TryRead(line.Bytes, out var record) is not null)
                continue;
            first ??= record.Time;
            if (record.Time > last)
                last = record.Time;
        }
        if (first is not { } begin)
            return TimeSpan.Zero;
        var lasts = options.Speed is { } speed ? (last - begin) / Math.Max(1, speed) : TimeSpan.Zero;
        return clock.GetUtcNow() + lasts - last;
    }
}
