namespace KgRca.Graph.Cypher.Values;

/// <summary>Moves dates and times by durations.</summary>
internal static class TemporalArithmetic
{
    /// <summary>A date or time so much later, in its own type; null if <paramref name="value"/> is neither.</summary>
    /// <exception cref="CypherException">The result lies beyond the years that dates have.</exception>
    public static object? Plus(object value, CypherDuration duration) =>
        value switch
        {
            CypherDate date => Plus(date, duration),
            CypherLocalTime time => time.Plus(duration),
            CypherTime time => time.Plus(duration),
            CypherLocalDateTime dateTime => dateTime.Plus(duration),
            CypherDateTime dateTime => Plus(dateTime, duration),
            _ => null,
        };

    /// <summary>A date has no hours: of the time part, whole days count.</summary>
    private static CypherDate Plus(CypherDate date, CypherDuration duration)
    {
        var days = duration.Seconds / CypherLocalTime.SecondsPerDay;
        return date.PlusMonths(duration.Months).PlusDays(duration.Days).PlusDays(days);
    }

    /// <summary>Months and days move the clock's date, seconds move the moment, as with a change to summer time.</summary>
    private static CypherDateTime Plus(CypherDateTime value, CypherDuration duration)
    {
        var zone = CypherZone.Of(value);
        var date = value.Local.Date.PlusMonths(duration.Months).PlusDays(duration.Days);
        var moved = zone.At(value.Local with { Date = date }, value.OffsetSeconds);
        return zone.AtUtc(moved.Utc.PlusSeconds(duration.Seconds, duration.Nanos));
    }
}
