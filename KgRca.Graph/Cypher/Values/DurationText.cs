using System.Globalization;
using System.Text;

namespace KgRca.Graph.Cypher.Values;

/// <summary>Writes durations by ISO 8601.</summary>
internal static class DurationText
{
    public static string Format(CypherDuration duration)
    {
        var text = new StringBuilder("P");
        Append(text, duration.Months / 12, 'Y');
        Append(text, duration.Months % 12, 'M');
        Append(text, duration.Days, 'D');
        AppendTime(text, duration);
        return text.Length == 1 ? "PT0S" : text.ToString();
    }

    private static void AppendTime(StringBuilder text, CypherDuration duration)
    {
        var nanos = (Int128)duration.Seconds * CypherLocalTime.NanosPerSecond + duration.Nanos;
        if (nanos == 0)
            return;
        var seconds = nanos / CypherLocalTime.NanosPerSecond;
        text.Append('T');
        Append(text, (long)(seconds / 3600), 'H');
        Append(text, (long)(seconds / 60 % 60), 'M');
        var rest = (long)(nanos % (60 * CypherLocalTime.NanosPerSecond));
        if (rest == 0)
            return;
        var size = Math.Abs(rest);
        text.Append(rest < 0 ? "-" : "")
            .Append(CultureInfo.InvariantCulture, $"{size / CypherLocalTime.NanosPerSecond}")
            .Append(TemporalText.Fraction(size % CypherLocalTime.NanosPerSecond))
            .Append('S');
    }

    private static void Append(StringBuilder text, long number, char unit)
    {
        if (number != 0)
            text.Append(CultureInfo.InvariantCulture, $"{number}{unit}");
    }
}
