using System.Globalization;
using System.Text.RegularExpressions;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Functions;

/// <summary>Reads dates and times by ISO 8601, with and without separators.</summary>
internal static partial class TemporalParser
{
    private const RegexOptions Options =
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace;

    private const string DatePattern = """
        (?<year>[+-]\d{1,9}(?=-|T|$)|\d{4})
        (
            -?W(?<week>\d{2})(-?(?<dayOfWeek>\d))?
            | -?Q(?<quarter>\d)(-?(?<dayOfQuarter>\d{2}))?
            | -?(?<month>\d{2})(-?(?<day>\d{2}))?
            | -?(?<ordinalDay>\d{3})
        )?
        """;

    private const string TimePattern = """
        (?<hour>\d{2})(:?(?<minute>\d{2})(:?(?<second>\d{2})([.,](?<fraction>\d{1,9}))?)?)?
        """;

    private const string OffsetPattern = """
        (?<utc>Z)|(?<sign>[+-])(?<offsetHours>\d{2})(:?(?<offsetMinutes>\d{2})(:?(?<offsetSeconds>\d{2}))?)?
        """;

    private const string ZonePattern = $@"({OffsetPattern})?(\[(?<zone>[^\]]+)\])?";

    /// <summary>The date or time that a text gives; which parts it may and must have follows from its type.</summary>
    /// <exception cref="CypherException">The text is no such value.</exception>
    public static TemporalFields Parse(CypherTypes type, string text)
    {
        var match = PatternOf(type).Match(text);
        if (!match.Success)
            throw CypherErrors.Value($"'{text}' is no {type}.");
        var date = match.Groups["year"].Success ? Date(match) : (CypherDate?)null;
        var time = match.Groups["hour"].Success ? Time(match) : (CypherLocalTime?)null;
        return InZone(date, time, match);
    }

    /// <summary>The time zone that a name or offset gives.</summary>
    /// <exception cref="CypherException">There is no such time zone.</exception>
    public static CypherZone ParseZone(string text)
    {
        var match = OffsetOnly().Match(text);
        return match.Success ? CypherZone.OfOffset(Offset(match)!.Value) : CypherZone.Find(text);
    }

    private static Regex PatternOf(CypherTypes type) =>
        type switch
        {
            CypherTypes.Date => DateOnly(),
            CypherTypes.LocalTime => LocalTimeOnly(),
            CypherTypes.Time => TimeWithOffset(),
            CypherTypes.LocalDateTime => LocalDateTime(),
            CypherTypes.DateTime => DateTimeWithZone(),
            _ => throw new ArgumentException($"{type} is no type of dates and times.", nameof(type)),
        };

    private static CypherDate Date(Match match)
    {
        var year = Number(match, "year")!.Value;
        if (Number(match, "week") is { } week)
            return CypherDate.OfWeek(year, week, Number(match, "dayOfWeek") ?? 1);
        if (Number(match, "quarter") is { } quarter)
            return CypherDate.OfQuarter(year, quarter, Number(match, "dayOfQuarter") ?? 1);
        if (Number(match, "ordinalDay") is { } day)
            return CypherDate.OfOrdinal(year, day);
        return CypherDate.Of(year, Number(match, "month") ?? 1, Number(match, "day") ?? 1);
    }

    private static CypherLocalTime Time(Match match)
    {
        var fraction = match.Groups["fraction"].Value.PadRight(9, '0');
        return CypherLocalTime.Of(
            Number(match, "hour")!.Value,
            Number(match, "minute") ?? 0,
            Number(match, "second") ?? 0,
            long.Parse(fraction, CultureInfo.InvariantCulture)
        );
    }

    private static TemporalFields InZone(CypherDate? date, CypherLocalTime? time, Match match)
    {
        var offset = Offset(match);
        if (!match.Groups["zone"].Success)
            return new TemporalFields(date, time, offset is null ? null : CypherZone.OfOffset(offset.Value), offset);
        var zone = CypherZone.Find(match.Groups["zone"].Value);
        var fields = new TemporalFields(date, time, zone, offset);
        var isContradiction = offset is not null && fields.Moment.OffsetSeconds != offset;
        if (isContradiction)
            throw CypherErrors.Value($"{match.Value}: the time zone has another offset then.");
        return fields;
    }

    private static int? Offset(Match match)
    {
        if (match.Groups["utc"].Success)
            return 0;
        if (Number(match, "offsetHours") is not { } hours)
            return null;
        var seconds = hours * 3600 + (Number(match, "offsetMinutes") ?? 0) * 60 + (Number(match, "offsetSeconds") ?? 0);
        return (int)(match.Groups["sign"].Value == "-" ? -seconds : seconds);
    }

    private static long? Number(Match match, string group) =>
        match.Groups[group] is { Success: true } found
            ? long.Parse(found.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
            : null;

    [GeneratedRegex($@"\A({OffsetPattern})\z", Options)]
    private static partial Regex OffsetOnly();

    [GeneratedRegex($@"\A{DatePattern}\z", Options)]
    private static partial Regex DateOnly();

    [GeneratedRegex($@"\A{TimePattern}\z", Options)]
    private static partial Regex LocalTimeOnly();

    [GeneratedRegex($@"\A{TimePattern}({OffsetPattern})?\z", Options)]
    private static partial Regex TimeWithOffset();

    [GeneratedRegex($@"\A{DatePattern}(T{TimePattern})?\z", Options)]
    private static partial Regex LocalDateTime();

    [GeneratedRegex($@"\A{DatePattern}(T{TimePattern})?{ZonePattern}\z", Options)]
    private static partial Regex DateTimeWithZone();
}
