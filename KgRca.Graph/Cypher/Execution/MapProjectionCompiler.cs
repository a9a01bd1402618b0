using KgRca.Graph.Cypher.Planning;
using KgRca.Graph.Cypher.Syntax;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Execution;

/// <summary>Compiles <c>node {.name, key: value, .*}</c>.</summary>
internal sealed class MapProjectionCompiler(ExpressionCompiler expressions)
{
    /// <summary>A function that makes the map; null where its source is.</summary>
    public Evaluator Compile(MapProjection map, SlotScope scope)
    {
        var source = expressions.Compile(map.Source, scope);
        var items = map
            .Entries.Select(item => (item.Key, Value: expressions.CompileOptional(item.Value, scope, null)))
            .ToArray();
        return run => source(run) is { } value ? new CypherMap(Entries(value, items, run)) : null;
    }

    private static IEnumerable<KeyValuePair<string, object?>> Entries(
        object source,
        (string? Key, Evaluator Value)[] items,
        QueryRun run
    )
    {
        foreach (var (key, value) in items)
        {
            if (key is not null)
                yield return KeyValuePair.Create(key, value(run));
            else
                foreach (var entry in All(source))
                    yield return entry;
        }
    }

    private static CypherMap All(object source) =>
        source switch
        {
            CypherEntity entity => entity.Properties,
            CypherMap map => map,
            _ => throw new CypherException(
                CypherErrorKind.TypeError,
                "InvalidArgumentType",
                $"A {CypherType.Name(source)} has no properties."
            ),
        };
}
