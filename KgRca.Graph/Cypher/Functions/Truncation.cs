using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Functions;

/// <summary>The functions called <c>….truncate</c>: the start of the unit that a date or time lies in.</summary>
internal static class Truncation
{
    private const long NanosPerMilli = 1_000_000;
    private const long NanosPerMicro = 1_000;

    private static readonly Dictionary<string, Func<CypherDate, CypherDate>> DateUnits = new(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["millennium"] = date => FirstOf(date.Year / 1000 * 1000),
        ["century"] = date => FirstOf(date.Year / 100 * 100),
        ["decade"] = date => FirstOf(date.Year / 10 * 10),
        ["year"] = date => FirstOf(date.Year),
        ["weekYear"] = date => CypherDate.OfWeek(date.WeekYear, 1, 1),
        ["quarter"] = date => CypherDate.OfQuarter(date.Year, date.Quarter, 1),
        ["month"] = date => CypherDate.Of(date.Year, date.Month, 1),
        ["week"] = date => date.PlusDays(1 - date.DayOfWeek),
        ["day"] = date => date,
    };

    /// <summary>The units of a time of day, in nanoseconds.</summary>
    private static readonly Dictionary<string, long> TimeUnits = new(StringComparer.OrdinalIgnoreCase)
    {
        ["day"] = CypherLocalTime.NanosPerDay,
        ["hour"] = 3600 * CypherLocalTime.NanosPerSecond,
        ["minute"] = 60 * CypherLocalTime.NanosPerSecond,
        ["second"] = CypherLocalTime.NanosPerSecond,
        ["millisecond"] = NanosPerMilli,
        ["microsecond"] = NanosPerMicro,
    };

    /// <summary>The start of the unit, with other fields where a map gives them.</summary>
    /// <param name="type">The type of the result.</param>
    /// <param name="args">The unit, the value (by default now) and the map (by default empty).</param>
    /// <param name="context">What time it is.</param>
    /// <exception cref="CypherException">The unit does not fit the type.</exception>
    public static object Truncate(CypherTypes type, object?[] args, FunctionContext context)
    {
        var unit = (string)args[0]!;
        var value = TemporalFields.Of(args.ElementAtOrDefault(1) ?? context.StatementTime);
        var map = args.ElementAtOrDefault(2) as CypherMap ?? CypherMap.Empty;
        var isKnown = DateUnits.ContainsKey(unit) || TimeUnits.ContainsKey(unit);
        if (!isKnown)
            throw CypherErrors.Value($"'{unit}' is no unit of dates and times.");
        var start = type switch
        {
            CypherTypes.Date => new TemporalFields(Date(unit, value)),
            CypherTypes.LocalTime or CypherTypes.Time => value with { Date = null, Time = Time(unit, value) },
            _ => DateTime(unit, value),
        };
        return new TemporalMap(KeepSubseconds(unit, map, start)).Override(start).As(type);
    }

    private static CypherDate FirstOf(long year) => CypherDate.Of(year, 1, 1);

    private static TemporalFields DateTime(string unit, TemporalFields value)
    {
        if (DateUnits.ContainsKey(unit))
            return value with { Date = Date(unit, value), Time = default(CypherLocalTime) };
        return value with { Time = Time(unit, value) };
    }

    private static CypherDate Date(string unit, TemporalFields value)
    {
        if (!DateUnits.TryGetValue(unit, out var truncate))
            throw CypherErrors.Value($"A date has no {unit}.");
        return truncate(value.Date ?? throw CypherErrors.Value("A time cannot be truncated to a date."));
    }

    private static CypherLocalTime Time(string unit, TemporalFields value)
    {
        if (!TimeUnits.TryGetValue(unit, out var nanos))
            throw CypherErrors.Value($"A time has no {unit}.");
        var time = value.Time ?? throw CypherErrors.Value($"A date has no {unit}.");
        return new CypherLocalTime(time.NanoOfDay - time.NanoOfDay % nanos);
    }

    /// <summary>Nanoseconds given for a value truncated to milliseconds come on top of these.</summary>
    private static CypherMap KeepSubseconds(string unit, CypherMap map, TemporalFields start)
    {
        var nanos = start.Time?.Nanosecond ?? 0;
        KeyValuePair<string, object?>? kept = unit.ToUpperInvariant() switch
        {
            "MILLISECOND" => new("millisecond", nanos / NanosPerMilli),
            "MICROSECOND" => new("microsecond", nanos / NanosPerMicro),
            _ => null,
        };
        return kept is null || map.Count == 0 ? map : new CypherMap(map.Prepend(kept.Value));
    }
}
