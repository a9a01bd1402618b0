using System.Globalization;
using System.Text;

namespace KgRca.Graph.Cypher.Values;

/// <summary>Writes dates and times by ISO 8601.</summary>
internal static class TemporalText
{
    public static string Format(CypherDate date)
    {
        var (year, month, day) = Calendar.FromEpochDay(date.EpochDay);
        var sign =
            year < 0 ? "-"
            : year > 9999 ? "+"
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{Math.Abs(year):0000}-{month:00}-{day:00}");
    }

    public static string Format(CypherLocalTime time)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{time.Hour:00}:{time.Minute:00}");
        if (time.Second == 0 && time.Nanosecond == 0)
            return text.ToString();
        text.Append(CultureInfo.InvariantCulture, $":{time.Second:00}");
        return text.Append(Fraction(time.Nanosecond)).ToString();
    }

    public static string Format(CypherTime time) => Format(time.Local) + FormatOffset(time.OffsetSeconds);

    public static string Format(CypherLocalDateTime dateTime) => $"{Format(dateTime.Date)}T{Format(dateTime.Time)}";

    public static string Format(CypherDateTime dateTime)
    {
        var zone = dateTime.Zone is null ? "" : $"[{dateTime.Zone}]";
        return Format(dateTime.Local) + FormatOffset(dateTime.OffsetSeconds) + zone;
    }

    /// <summary>An offset from UTC, such as <c>+01:00</c> or <c>Z</c>.</summary>
    public static string FormatOffset(int seconds)
    {
        if (seconds == 0)
            return "Z";
        var sign = seconds < 0 ? '-' : '+';
        var size = Math.Abs(seconds);
        var text = string.Create(CultureInfo.InvariantCulture, $"{sign}{size / 3600:00}:{size / 60 % 60:00}");
        return size % 60 == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}:{size % 60:00}");
    }

    /// <summary>A part of a second, such as <c>.5</c>; nothing for none.</summary>
    public static string Fraction(long nanos)
    {
        if (nanos == 0)
            return "";
        return "." + nanos.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0');
    }
}
