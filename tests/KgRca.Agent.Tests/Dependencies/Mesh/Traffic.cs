using System.Globalization;
using System.Text;

namespace KgRca.Agent.Tests.Dependencies.Mesh;

/// <summary>
/// Counters that advance evenly, as a scrape sees them: every scrape gives, with their times, the samples since the one
/// before, and the first those of the three minutes before it, so that rates over two minutes are right at once.
/// </summary>
internal sealed class Traffic
{
    private const int StepSeconds = 30;
    private const int HistorySeconds = 180;

    private readonly List<(string Series, double Rate)> _counters = [];
    private long _next;

    /// <summary>A series that advances by so much a second.</summary>
    public Traffic Counter(string series, double rate)
    {
        _counters.Add((series, rate));
        return this;
    }

    /// <summary>A histogram's buckets: of the calls, so many a second take as long as each bound at most.</summary>
    /// <param name="metric">The histogram.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="buckets">Bounds and rates; the last one's is that of all.</param>
    public Traffic Histogram(string metric, string labels, params (string Bound, double Rate)[] buckets)
    {
        foreach (var (bound, rate) in buckets)
            Counter($"{metric}_bucket{{{labels},le=\"{bound}\"}}", rate);
        return this;
    }

    /// <summary>What a scrape gets now.</summary>
    public string Scrape(DateTimeOffset now)
    {
        var last = now.ToUnixTimeSeconds() / StepSeconds;
        var text = new StringBuilder();
        lock (_counters)
        {
            for (var step = Math.Max(_next, last - (HistorySeconds / StepSeconds)); step <= last; step++)
                foreach (var (series, rate) in _counters)
                    text.Append(
                        CultureInfo.InvariantCulture,
                        $"{series} {rate * step * StepSeconds} {step * StepSeconds * 1_000}\n"
                    );
            _next = last + 1;
        }
        return text.ToString();
    }
}
