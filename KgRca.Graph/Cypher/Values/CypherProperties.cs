namespace KgRca.Graph.Cypher.Values;

/// <summary>What <c>value.key</c> gives.</summary>
internal static class CypherProperties
{
    /// <summary>
    /// The value of a key of a map, a property of a node or relationship, or a part of a date, time or duration. Null
    /// where a map or entity has none, and for null.
    /// </summary>
    /// <exception cref="CypherException">The value has no properties, or a temporal value not this part.</exception>
    public static object? Get(object? value, string key) =>
        value switch
        {
            null => null,
            CypherEntity entity => entity.Get(key),
            CypherMap map => map.Get(key),
            _ when (CypherType.Of(value) & (CypherTypes.Instant | CypherTypes.Duration)) != 0 => TemporalParts.Get(
                value,
                key
            ) ?? throw CypherErrors.Value($"A {CypherType.Name(value)} has no part '{key}'."),
            _ => throw CypherErrors.Operand($"Access to the property '{key}'", value),
        };
}
