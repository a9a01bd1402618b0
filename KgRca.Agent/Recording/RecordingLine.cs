using System.Globalization;

namespace KgRca.Agent.Recording;

/// <summary>
/// Shows how a recording goes: one line that is written over on a terminal, a line now and then elsewhere. Each trouble
/// is told once in a while.
/// </summary>
internal sealed class RecordingLine(TextWriter output, TimeProvider clock) : IProgress<RecordingProgress>
{
    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private readonly Dictionary<string, long> _told = new(StringComparer.Ordinal);
    private long? _last;

    public void Report(RecordingProgress value)
    {
        lock (_lock)
        {
            if (value.Trouble is { } trouble)
            {
                if (_told.TryGetValue(trouble, out var before) && clock.GetElapsedTime(before) < Seldom)
                    return;
                _told[trouble] = clock.GetTimestamp();
                output.WriteLine($"{(_isTerminal ? "\r" : "")}{trouble}");
                return;
            }
            if (!_isTerminal && _last is { } last && clock.GetElapsedTime(last) < Seldom)
                return;
            _last = clock.GetTimestamp();
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $"{value.Records:#,0} records, {value.Bytes / 1e6:0.0} MB, {value.Synced} of {value.Kinds} kinds"
            );
            if (_isTerminal)
                output.Write($"\r{text}   ");
            else
                output.WriteLine(text);
        }
    }

    public void Finish(long records, long bytes)
    {
        lock (_lock)
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(_isTerminal ? "\r" : "")}{records:#,0} records, {bytes / 1e6:0.0} MB. Done.   "
                )
            );
    }
}
