using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Functions;

/// <summary>What a date or time is made of, as far as its type has it.</summary>
/// <param name="Date">The day.</param>
/// <param name="Time">The time of day.</param>
/// <param name="Zone">The time zone.</param>
/// <param name="OffsetSeconds">The offset from UTC at that moment, in seconds.</param>
internal sealed record TemporalFields(
    CypherDate? Date = null,
    CypherLocalTime? Time = null,
    CypherZone? Zone = null,
    int? OffsetSeconds = null
)
{
    public static TemporalFields Of(object value) =>
        value switch
        {
            CypherDate date => new(date),
            CypherLocalTime time => new(Time: time),
            CypherTime time => new(null, time.Local, CypherZone.OfOffset(time.OffsetSeconds), time.OffsetSeconds),
            CypherLocalDateTime dateTime => new(dateTime.Date, dateTime.Time),
            CypherDateTime moment => new(
                moment.Local.Date,
                moment.Local.Time,
                CypherZone.Of(moment),
                moment.OffsetSeconds
            ),
            _ => throw CypherErrors.Value($"A {CypherType.Name(value)} is neither date nor time."),
        };

    /// <summary>The date and time on the clock; midnight where there is no time.</summary>
    public CypherLocalDateTime Local => new(Date ?? throw Missing("date"), Time ?? default);

    /// <summary>The moment; in UTC where there is no time zone.</summary>
    public CypherDateTime Moment => (Zone ?? CypherZone.Utc).At(Local, OffsetSeconds);

    /// <summary>The time of day with its offset; UTC where there is no time zone.</summary>
    public CypherTime OffsetTime => new(Time ?? throw Missing("time"), OffsetSeconds ?? 0);

    /// <summary>The value of a type that these fields give.</summary>
    /// <exception cref="CypherException">The type has a part that is missing here.</exception>
    public object As(CypherTypes type) =>
        type switch
        {
            CypherTypes.Date => Date ?? throw Missing("date"),
            CypherTypes.LocalTime => Time ?? throw Missing("time"),
            CypherTypes.Time => OffsetTime,
            CypherTypes.LocalDateTime => Local,
            CypherTypes.DateTime => Moment,
            _ => throw new ArgumentException($"{type} is no type of dates and times.", nameof(type)),
        };

    private static CypherException Missing(string part) => CypherErrors.Value($"The value has no {part}.");
}
