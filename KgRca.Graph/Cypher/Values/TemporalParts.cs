namespace KgRca.Graph.Cypher.Values;

/// <summary>The parts of dates, times and durations, by the names they have in Cypher.</summary>
internal static class TemporalParts
{
    private const int NanosPerMicrosecond = 1_000;
    private const int NanosPerMillisecond = 1_000_000;

    /// <summary>A part of a temporal value; null if the value has no part of that name.</summary>
    public static object? Get(object value, string part) =>
        value switch
        {
            CypherDate date => Of(date, part),
            CypherLocalTime time => Of(time, part),
            CypherTime time => Of(time.Local, part) ?? OfOffset(time.OffsetSeconds, null, part),
            CypherLocalDateTime dateTime => Of(dateTime.Date, part) ?? Of(dateTime.Time, part),
            CypherDateTime dateTime => Of(dateTime.Local.Date, part)
                ?? Of(dateTime.Local.Time, part)
                ?? OfOffset(dateTime.OffsetSeconds, dateTime.Zone, part)
                ?? OfEpoch(dateTime, part),
            CypherDuration duration => DurationParts.Of(duration, part),
            _ => null,
        };

    private static object? Of(CypherDate date, string part) =>
        part switch
        {
            "year" => date.Year,
            "quarter" => (long)date.Quarter,
            "month" => (long)date.Month,
            "week" => (long)date.Week,
            "weekYear" => date.WeekYear,
            "day" => (long)date.Day,
            "ordinalDay" => (long)date.OrdinalDay,
            "weekDay" or "dayOfWeek" => (long)date.DayOfWeek,
            "dayOfQuarter" => (long)date.DayOfQuarter,
            _ => null,
        };

    private static object? Of(CypherLocalTime time, string part) =>
        part switch
        {
            "hour" => (long)time.Hour,
            "minute" => (long)time.Minute,
            "second" => (long)time.Second,
            "millisecond" => (long)time.Nanosecond / NanosPerMillisecond,
            "microsecond" => (long)time.Nanosecond / NanosPerMicrosecond,
            "nanosecond" => (long)time.Nanosecond,
            _ => null,
        };

    private static object? OfOffset(int offsetSeconds, string? zone, string part) =>
        part switch
        {
            "timezone" => zone ?? TemporalText.FormatOffset(offsetSeconds),
            "offset" => TemporalText.FormatOffset(offsetSeconds),
            "offsetMinutes" => (long)offsetSeconds / 60,
            "offsetSeconds" => (long)offsetSeconds,
            _ => null,
        };

    private static object? OfEpoch(CypherDateTime dateTime, string part) =>
        part switch
        {
            "epochSeconds" => dateTime.EpochSecond,
            "epochMillis" => dateTime.EpochSecond * 1000 + dateTime.Local.Time.Nanosecond / NanosPerMillisecond,
            _ => null,
        };
}
