namespace KgRca.Agent.Replay;

/// <summary>What to replay, and how.</summary>
/// <param name="Open">Opens the capture from its beginning, as a stream that knows its length; it may be compressed
/// with gzip.</param>
/// <param name="Speed">How many times faster than the capture's own pace; null for as fast as the server takes
/// it.</param>
/// <param name="FromNow">Whether the times are shifted so that the capture ends when its replay does. Events get new
/// ids: they are new happenings.</param>
/// <param name="StateFile">Keeps how far the replay has come, so that a later one goes on there; null keeps
/// nothing.</param>
public sealed record ReplayOptions(Func<Stream> Open, double? Speed, bool FromNow, string? StateFile = null);

/// <summary>How far a replay has come.</summary>
/// <param name="Lines">Lines that the server has taken.</param>
/// <param name="Rejected">Those among them that it could not use.</param>
/// <param name="Retries">How often a request was sent again.</param>
/// <param name="Fraction">How much of the file was read, 0 to 1.</param>
/// <param name="Trouble">Why the request in hand is sent again; null while all goes well.</param>
public sealed record ReplayProgress(long Lines, long Rejected, int Retries, double Fraction, string? Trouble = null);

/// <summary>A line that the server could not use.</summary>
/// <param name="Line">Its number in the capture, from 1.</param>
/// <param name="Message">What is wrong.</param>
public sealed record RejectedLine(long Line, string Message);

/// <summary>The replay cannot go on: the capture cannot be read, or the server refuses it.</summary>
public sealed class ReplayException(string message, Exception? innerException = null)
    : Exception(message, innerException);
