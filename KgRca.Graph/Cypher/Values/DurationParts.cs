namespace KgRca.Graph.Cypher.Values;

/// <summary>
/// The parts of durations, by the names they have in Cypher. <c>minutes</c> is all minutes, hours included;
/// <c>minutesOfHour</c> is what is left of the last hour. Months, days and seconds stay apart.
/// </summary>
internal static class DurationParts
{
    /// <summary>A part of a duration; null if it has no part of that name.</summary>
    public static object? Of(CypherDuration duration, string part) =>
        OfDate(duration, part) ?? OfTime(duration, part) ?? OfSecond(duration.Nanos, part);

    private static object? OfDate(CypherDuration duration, string part) =>
        part switch
        {
            "years" => duration.Months / 12,
            "quarters" => duration.Months / 3,
            "months" => duration.Months,
            "weeks" => duration.Days / 7,
            "days" => duration.Days,
            "quartersOfYear" => duration.Months % 12 / 3,
            "monthsOfYear" => duration.Months % 12,
            "monthsOfQuarter" => duration.Months % 3,
            "daysOfWeek" => duration.Days % 7,
            _ => null,
        };

    private static object? OfTime(CypherDuration duration, string part) =>
        part switch
        {
            "hours" => duration.Seconds / 3600,
            "minutes" => duration.Seconds / 60,
            "seconds" => duration.Seconds,
            "milliseconds" => Scaled(duration, 1_000),
            "microseconds" => Scaled(duration, 1_000_000),
            "nanoseconds" => Scaled(duration, CypherLocalTime.NanosPerSecond),
            "minutesOfHour" => duration.Seconds / 60 % 60,
            "secondsOfMinute" => duration.Seconds % 60,
            _ => null,
        };

    private static object? OfSecond(int nanos, string part) =>
        part switch
        {
            "millisecondsOfSecond" => nanos / 1_000_000L,
            "microsecondsOfSecond" => nanos / 1_000L,
            "nanosecondsOfSecond" => (long)nanos,
            _ => null,
        };

    private static long Scaled(CypherDuration duration, long perSecond)
    {
        var value =
            (Int128)duration.Seconds * perSecond + duration.Nanos / (CypherLocalTime.NanosPerSecond / perSecond);
        var fits = value >= long.MinValue && value <= long.MaxValue;
        return fits ? (long)value : throw CypherErrors.Overflow("a calculation with durations");
    }
}
