using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Functions;

/// <summary>
/// A map such as <c>{year: 2015, week: 30}</c> or <c>{date: other, hour: 12}</c>, from which a date or time is made.
/// What the map leaves out comes from the value it is based on, and without one is the first there is.
/// </summary>
internal sealed class TemporalMap(CypherMap map)
{
    private static readonly string[] Subseconds = ["millisecond", "microsecond", "nanosecond"];
    private static readonly string[] TimeParts = ["hour", "minute", "second"];
    private static readonly string[][] DateForms =
    [
        ["week", "dayOfWeek"],
        ["quarter", "dayOfQuarter"],
        ["ordinalDay"],
        ["month", "day"],
    ];
    private static readonly HashSet<string> Known =
    [
        "date",
        "time",
        "datetime",
        "timezone",
        "year",
        "epochSeconds",
        "epochMillis",
        .. DateForms.SelectMany(form => form),
        .. TimeParts,
        .. Subseconds,
    ];

    /// <summary>The time zone that the map names; null if it names none.</summary>
    public CypherZone? Zone =>
        map.Get("timezone") switch
        {
            null => null,
            string name => TemporalParser.ParseZone(name),
            var other => throw CypherErrors.Value($"timezone is a name or an offset, not {CypherText.Format(other)}."),
        };

    /// <summary>Whether the map says nothing but the time zone, and so means the current time there.</summary>
    public bool IsOnlyZone => map.Count == 1 && map.ContainsKey("timezone");

    /// <summary>The date or time that the map describes.</summary>
    /// <exception cref="CypherException">It describes none.</exception>
    public TemporalFields ToFields(bool hasDate, bool hasTime)
    {
        var unknown = map.Keys.FirstOrDefault(key => !Known.Contains(key));
        if (unknown is not null)
            throw CypherErrors.Value($"'{unknown}' is no part of a date or time.");
        if (map.ContainsKey("epochSeconds") || map.ContainsKey("epochMillis"))
            return FromEpoch();
        var dateBase = hasDate ? Base("date") : null;
        var timeBase = hasTime ? Base("time") : null;
        var date = hasDate ? Date(dateBase?.Date) : (CypherDate?)null;
        var time = hasTime ? Time(timeBase?.Time) : (CypherLocalTime?)null;
        return InZone(date, time, timeBase);
    }

    /// <summary>The fields of a value, with what the map says in their place.</summary>
    public TemporalFields Override(TemporalFields value)
    {
        var date = value.Date is { } day ? Date(day) : (CypherDate?)null;
        var time = value.Time is { } clock ? Time(clock) : (CypherLocalTime?)null;
        return Zone is { } zone
            ? new(date, time, zone, OffsetOf(zone, date, time))
            : value with
            {
                Date = date,
                Time = time,
            };
    }

    private TemporalFields? Base(string key)
    {
        var value = map.Get(key) ?? map.Get("datetime");
        return value is null ? null : TemporalFields.Of(value);
    }

    /// <summary>A time given with its zone keeps the moment when the map names another zone.</summary>
    private TemporalFields InZone(CypherDate? date, CypherLocalTime? time, TemporalFields? timeBase)
    {
        var (from, to) = (timeBase?.Zone, Zone);
        if (from is null || to is null)
        {
            var zone = to ?? from;
            var offset = to is null ? timeBase?.OffsetSeconds : OffsetOf(to, date, time);
            return new TemporalFields(date, time, zone, offset);
        }
        if (date is null)
            return TemporalFields.Of(
                new CypherTime(time!.Value, timeBase!.OffsetSeconds!.Value).AtOffset(OffsetOf(to, date, time))
            );
        var moment = from.At(new CypherLocalDateTime(date.Value, time ?? default), timeBase!.OffsetSeconds);
        return TemporalFields.Of(to.AtUtc(moment.Utc));
    }

    /// <summary>Without a date, a named zone has the offset of 1970.</summary>
    private static int OffsetOf(CypherZone zone, CypherDate? date, CypherLocalTime? time) =>
        zone.At(new CypherLocalDateTime(date ?? default, time ?? default)).OffsetSeconds;

    private TemporalFields FromEpoch()
    {
        var millis = Integer("epochMillis");
        var seconds = Integer("epochSeconds") ?? Calendar.FloorDivide(millis!.Value, 1000);
        var nanos = millis is null ? 0 : Calendar.FloorModulo(millis.Value, 1000) * 1_000_000;
        var utc = CypherLocalDateTime.OfLocalSecond(seconds, 0).PlusSeconds(0, (int)nanos);
        var exact = utc with { Time = new CypherLocalTime(utc.Time.NanoOfDay + (Integer("nanosecond") ?? 0)) };
        return TemporalFields.Of((Zone ?? CypherZone.Utc).AtUtc(exact));
    }

    private CypherDate Date(CypherDate? based)
    {
        var forms = DateForms.Where(form => form.Any(map.ContainsKey)).ToArray();
        if (forms.Length > 1)
            throw CypherErrors.Value($"'{forms[0][0]}' does not go together with '{forms[1][0]}' in a date.");
        return forms.FirstOrDefault()?[0] switch
        {
            "week" => CypherDate.OfWeek(
                Year(based?.WeekYear),
                Part("week", based?.Week),
                Part("dayOfWeek", based?.DayOfWeek)
            ),
            "quarter" => CypherDate.OfQuarter(
                Year(based?.Year),
                Part("quarter", based?.Quarter),
                Part("dayOfQuarter", based?.DayOfQuarter)
            ),
            "ordinalDay" => CypherDate.OfOrdinal(Year(based?.Year), Part("ordinalDay", null)),
            _ => CalendarDate(based),
        };
    }

    private CypherDate CalendarDate(CypherDate? based)
    {
        if (based is null && map.ContainsKey("day") && !map.ContainsKey("month"))
            throw CypherErrors.Value("A date with a day needs a month.");
        return CypherDate.Of(Year(based?.Year), Part("month", based?.Month), Part("day", based?.Day));
    }

    private long Year(long? based) => Integer("year") ?? based ?? throw CypherErrors.Value("A date needs a year.");

    private long Part(string name, long? based) => Integer(name) ?? based ?? 1;

    private CypherLocalTime Time(CypherLocalTime? based)
    {
        if (based is null)
            RequireNoGap();
        return CypherLocalTime.Of(
            Integer("hour") ?? based?.Hour ?? 0,
            Integer("minute") ?? based?.Minute ?? 0,
            Integer("second") ?? based?.Second ?? 0,
            Nanosecond(based?.Nanosecond ?? 0)
        );
    }

    private void RequireNoGap()
    {
        var last = Array.FindLastIndex(TimeParts, map.ContainsKey);
        var missing = TimeParts.Take(last).FirstOrDefault(part => !map.ContainsKey(part));
        if (missing is not null)
            throw CypherErrors.Value($"A time with a {TimeParts[last]} needs a {missing}.");
    }

    /// <summary>Milliseconds, microseconds and nanoseconds add up; each counts what the one before leaves.</summary>
    private long Nanosecond(long based)
    {
        if (!Subseconds.Any(map.ContainsKey))
            return based;
        var (milli, micro, nano) = (Integer("millisecond"), Integer("microsecond"), Integer("nanosecond"));
        CypherLocalTime.Within("millisecond", milli ?? 0, 999);
        CypherLocalTime.Within("microsecond", micro ?? 0, milli is null ? 999_999 : 999);
        var mostNanos = (milli, micro) switch
        {
            (_, not null) => 999,
            (not null, _) => 999_999,
            _ => 999_999_999,
        };
        CypherLocalTime.Within("nanosecond", nano ?? 0, mostNanos);
        return (milli ?? 0) * 1_000_000 + (micro ?? 0) * 1_000 + (nano ?? 0);
    }

    private long? Integer(string name) =>
        map.Get(name) switch
        {
            null => null,
            long number => number,
            var other => throw CypherErrors.Value($"'{name}' is an integer, not {CypherText.Format(other)}."),
        };
}
