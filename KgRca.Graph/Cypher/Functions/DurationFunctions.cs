using KgRca.Graph.Cypher.Values;
using static KgRca.Graph.Cypher.Functions.Signature;

namespace KgRca.Graph.Cypher.Functions;

/// <summary>Functions that make durations.</summary>
internal static class DurationFunctions
{
    private static readonly CypherTypes[] Two = [CypherTypes.Instant, CypherTypes.Instant];

    public static IEnumerable<CypherFunction> All =>
        [
            Function("duration", Text | Map | CypherTypes.Duration, CypherTypes.Duration, Make),
            Between("duration.between", span => span.Mixed),
            Between("duration.inMonths", span => span.InMonths),
            Between("duration.inDays", span => span.InDays),
            Between("duration.inSeconds", span => span.InSeconds),
        ];

    private static CypherFunction Between(string name, Func<TemporalSpan, CypherDuration> of) =>
        Function(name, Two, CypherTypes.Duration, args => of(TemporalSpan.Of(args[0]!, args[1]!)));

    private static object Make(object value) =>
        value switch
        {
            string text => DurationParser.Parse(text),
            CypherMap map => DurationParser.FromMap(map),
            _ => value,
        };
}
