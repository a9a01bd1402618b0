using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Functions;

/// <summary>The types of values by the names that Neo4j's <c>valueType()</c> gives them.</summary>
internal static class ValueTypes
{
    public static string Describe(object? value) =>
        value switch
        {
            null => "NULL",
            CypherList list => $"LIST<{DescribeElements(list)}> NOT NULL",
            _ => $"{Name(CypherType.Of(value))} NOT NULL",
        };

    private static string DescribeElements(CypherList list)
    {
        var types = list.Select(Describe).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return types.Length == 0 ? "NOTHING" : string.Join(" | ", types);
    }

    private static string Name(CypherTypes type) =>
        type switch
        {
            CypherTypes.Time => "ZONED TIME",
            CypherTypes.LocalTime => "LOCAL TIME",
            CypherTypes.DateTime => "ZONED DATETIME",
            CypherTypes.LocalDateTime => "LOCAL DATETIME",
            _ => type.ToString().ToUpperInvariant(),
        };
}
