using System.Globalization;

namespace KgRca.Agent.Replay;

/// <summary>Shows a replay's progress: one line that is written over on a terminal, a line now and then elsewhere.</summary>
internal sealed class ProgressLine(TextWriter output, TimeProvider clock) : IProgress<ReplayProgress>, IDisposable
{
    private const int ListedLines = 20;
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(10);

    private readonly long _started = clock.GetTimestamp();
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private long _last = clock.GetTimestamp();
    private int _rejected;

    public void Report(ReplayProgress value)
    {
        if (value.Trouble is { } trouble)
        {
            output.WriteLine($"{(_isTerminal ? "\r" : "")}trying again: {trouble}");
            return;
        }
        if (clock.GetElapsedTime(_last) < (_isTerminal ? Often : Seldom)) return;
        _last = clock.GetTimestamp();
        if (_isTerminal) output.Write($"\r{Text(value)}   ");
        else output.WriteLine(Text(value));
    }

    public void Reject(RejectedLine line)
    {
        if (++_rejected > ListedLines) return;
        if (_isTerminal) output.WriteLine();
        output.WriteLine(line.Line == 0 ? line.Message : $"line {line.Line}: {line.Message}");
    }

    public void Finish(ReplayProgress done) => output.WriteLine($"{(_isTerminal ? "\r" : "")}{Text(done)}   ");

    public void Dispose() => output.Flush();

    private string Text(ReplayProgress value)
    {
        var rate = value.Lines / Math.Max(clock.GetElapsedTime(_started).TotalSeconds, 0.001);
        return string.Create(CultureInfo.InvariantCulture, $"{value.Lines:#,0} records sent, {rate:#,0}/s, {value.Rejected:#,0} rejected, {value.Retries} retries");
    }
}
