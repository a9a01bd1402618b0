using System.Globalization;

namespace KgRca.Agent.Watching;

/// <summary>
/// Writes what goes wrong, a line each with its time; the same text at most once a minute. Safe for use by many
/// threads.
/// </summary>
internal sealed class TroubleLog(TextWriter output, TimeProvider clock)
{
    private const int MaxTexts = 1_000;
    private static readonly TimeSpan Seldom = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _told = new(StringComparer.Ordinal);

    /// <summary>Writes a line.</summary>
    public void Write(string text)
    {
        lock (_lock)
        {
            if (_told.TryGetValue(text, out var before) && clock.GetElapsedTime(before) < Seldom)
                return;
            if (_told.Count >= MaxTexts)
                _told.Clear();
            _told[text] = clock.GetTimestamp();
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ} {text}")
            );
        }
    }
}
