using KgRca.Graph.Cypher.Values;
using static KgRca.Graph.Cypher.Functions.Signature;

namespace KgRca.Graph.Cypher.Functions;

/// <summary>Functions that make dates and times. Without a time zone, they mean UTC.</summary>
internal static class TemporalFunctions
{
    private const CypherTypes Dates = CypherTypes.Date | CypherTypes.LocalDateTime | CypherTypes.DateTime;
    private const CypherTypes Times =
        CypherTypes.LocalTime | CypherTypes.Time | CypherTypes.LocalDateTime | CypherTypes.DateTime;

    public static IEnumerable<CypherFunction> All =>
        [
            .. Family("date", CypherTypes.Date, Dates),
            .. Family("localtime", CypherTypes.LocalTime, Times),
            .. Family("time", CypherTypes.Time, Times),
            .. Family("localdatetime", CypherTypes.LocalDateTime, Dates),
            .. Family("datetime", CypherTypes.DateTime, Dates),
            Function("datetime.fromEpoch", [Integer, Integer], CypherTypes.DateTime, FromEpoch),
            Function("datetime.fromEpochMillis", Integer, CypherTypes.DateTime, FromEpochMillis),
        ];

    private static IEnumerable<CypherFunction> Family(string name, CypherTypes type, CypherTypes from) =>
        [
            new(name, [Text | Map | from], 0, 1, type, (args, context) => Make(type, args, context)),
            Current($"{name}.transaction", type, context => context.StatementTime),
            Current($"{name}.statement", type, context => context.StatementTime),
            Current($"{name}.realtime", type, context => context.Now) with
            {
                IsDeterministic = false,
            },
            new(
                $"{name}.truncate",
                [Text, CypherTypes.Instant, Map],
                1,
                3,
                type,
                (args, context) => Truncation.Truncate(type, args, context)
            ),
        ];

    private static CypherFunction Current(string name, CypherTypes type, Func<FunctionContext, CypherDateTime> now) =>
        new(name, [Text], 0, 1, type, (args, context) => In(type, ZoneOf(args), now(context)));

    private static object Make(CypherTypes type, object?[] args, FunctionContext context) =>
        args.ElementAtOrDefault(0) switch
        {
            null => In(type, CypherZone.Utc, context.StatementTime),
            string text => TemporalParser.Parse(type, text).As(type),
            CypherMap map => FromMap(type, new TemporalMap(map), context),
            var value => TemporalFields.Of(value).As(type),
        };

    private static object FromMap(CypherTypes type, TemporalMap map, FunctionContext context)
    {
        if (map.IsOnlyZone)
            return In(type, map.Zone ?? CypherZone.Utc, context.StatementTime);
        var hasDate = (type & Dates) != 0;
        var hasTime = (type & Times) != 0;
        return map.ToFields(hasDate, hasTime).As(type);
    }

    private static CypherZone ZoneOf(object?[] args) =>
        args.ElementAtOrDefault(0) is string zone ? TemporalParser.ParseZone(zone) : CypherZone.Utc;

    private static object In(CypherTypes type, CypherZone zone, CypherDateTime moment) =>
        TemporalFields.Of(zone.AtUtc(moment.Utc)).As(type);

    private static object FromEpoch(object?[] args)
    {
        var nanos = (long)args[1]!;
        CypherLocalTime.Within("nanoseconds", nanos, CypherLocalTime.NanosPerSecond - 1);
        return CypherZone.Utc.AtUtc(CypherLocalDateTime.OfLocalSecond((long)args[0]!, nanos));
    }

    private static object FromEpochMillis(object value)
    {
        var millis = (long)value;
        var second = Calendar.FloorDivide(millis, 1000);
        var nanos = Calendar.FloorModulo(millis, 1000) * 1_000_000;
        return CypherZone.Utc.AtUtc(CypherLocalDateTime.OfLocalSecond(second, nanos));
    }
}
