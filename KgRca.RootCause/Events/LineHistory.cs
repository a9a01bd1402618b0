using System.Globalization;
using System.Runtime.CompilerServices;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Events;

/// <summary>
/// When a container wrote the lines of one kind, as far as that is remembered: the last minutes in which there were
/// any.
/// </summary>
/// <param name="key">Tells it from the other kinds of the Pod's lines.</param>
/// <param name="since">When the first of them was written.</param>
/// <param name="container">The container.</param>
/// <param name="sample">A line of the kind, shortened.</param>
internal sealed class LineHistory(ulong key, DateTimeOffset since, string? container, string sample)
{
    private const int MaxSpans = 16;
    private const int SampleLength = 160;

    private static readonly TimeSpan Span = TimeSpan.FromMinutes(1);

    private readonly List<LineSpan> _spans = [];

    public ulong Key { get; } = key;

    public DateTimeOffset Since { get; } = since;

    public string? Container { get; } = container;

    public string Sample { get; } =
        sample.Length <= SampleLength
            ? sample
            : sample[..(char.IsHighSurrogate(sample[SampleLength - 1]) ? SampleLength - 1 : SampleLength)];

    /// <summary>The latest minutes, in order.</summary>
    public IReadOnlyList<LineSpan> Spans => _spans;

    /// <summary>The latest event time that was known when the last of them came.</summary>
    public DateTimeOffset Seen { get; private set; }

    /// <summary>The first line of those minutes.</summary>
    public DateTimeOffset First => _spans[0].First;

    public DateTimeOffset Last => _spans[^1].Last;

    /// <summary>How many there were in those minutes.</summary>
    public int Count { get; private set; }

    /// <summary>Takes lines in.</summary>
    /// <returns>Whether they are news: what is not later than the last line came twice, or too late.</returns>
    public bool Add(Event lines, DateTimeOffset watermark)
    {
        if (_spans.Count > 0 && lines.EventTime <= Last)
            return false;
        Seen = watermark;
        Count += lines.Count;
        if (_spans.Count > 0 && lines.EventTime - _spans[^1].First <= Span)
        {
            _spans[^1] = new LineSpan(
                lines.Onset < _spans[^1].First ? lines.Onset : _spans[^1].First,
                lines.EventTime,
                _spans[^1].Count + lines.Count
            );
            return true;
        }
        if (_spans.Count == MaxSpans)
        {
            Count -= _spans[0].Count;
            _spans.RemoveAt(0);
        }
        _spans.Add(new LineSpan(lines.Onset, lines.EventTime, lines.Count));
        return true;
    }

    /// <summary>Whether a line stands for lines that its agent has not told apart.</summary>
    public static bool IsUncounted(string line) => line.Contains(LogTexts.Uncounted, StringComparison.Ordinal);

    /// <summary>As the graph keeps it.</summary>
    public override string ToString()
    {
        var text = new DefaultInterpolatedStringHandler(16, 20, CultureInfo.InvariantCulture, stackalloc char[512]);
        text.AppendFormatted(Container);
        text.AppendLiteral("\t");
        text.AppendFormatted(Since.ToUnixTimeMilliseconds());
        text.AppendLiteral("\t");
        text.AppendFormatted(Seen.ToUnixTimeMilliseconds());
        text.AppendLiteral("\t");
        for (var i = 0; i < _spans.Count; i++)
        {
            if (i > 0)
                text.AppendLiteral(" ");
            text.AppendFormatted(_spans[i].First.ToUnixTimeMilliseconds());
            text.AppendLiteral("+");
            text.AppendFormatted((_spans[i].Last - _spans[i].First).Ticks / TimeSpan.TicksPerMillisecond);
            text.AppendLiteral(":");
            text.AppendFormatted(_spans[i].Count);
        }
        text.AppendLiteral("\t");
        text.AppendLiteral(Sample);
        return text.ToStringAndClear();
    }

    /// <summary>Reads what the graph has kept.</summary>
    public static LineHistory Parse(ulong key, string text)
    {
        var parts = text.Split('\t', 5);
        var history = new LineHistory(key, Time(parts[1]), parts[0].Length == 0 ? null : parts[0], parts[4])
        {
            Seen = Time(parts[2]),
        };
        foreach (var span in parts[3].Split(' '))
        {
            var (plus, colon) = (
                span.IndexOf('+', StringComparison.Ordinal),
                span.IndexOf(':', StringComparison.Ordinal)
            );
            var first = Time(span.AsSpan(0, plus));
            history._spans.Add(
                new LineSpan(
                    first,
                    first.AddMilliseconds(Number(span.AsSpan(plus + 1, colon - plus - 1))),
                    (int)Number(span.AsSpan(colon + 1))
                )
            );
            history.Count += history._spans[^1].Count;
        }
        return history;
    }

    private static DateTimeOffset Time(ReadOnlySpan<char> milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Number(milliseconds));

    private static long Number(ReadOnlySpan<char> text) => long.Parse(text, CultureInfo.InvariantCulture);
}
