namespace KgRca.Graph.Cypher.Functions;

/// <summary>All functions of Cypher except aggregations.</summary>
internal static class CypherFunctions
{
    private static readonly Dictionary<string, CypherFunction> ByName = Families()
        .ToDictionary(function => function.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>All functions.</summary>
    public static IReadOnlyCollection<CypherFunction> All => ByName.Values;

    /// <summary>The function with a name, whose case does not matter; null if there is none.</summary>
    public static CypherFunction? Find(string name) => ByName.GetValueOrDefault(name);

    private static IEnumerable<CypherFunction> Families() =>
        [
            .. ScalarFunctions.All,
            .. EntityFunctions.All,
            .. ConversionFunctions.All,
            .. ListFunctions.All,
            .. TextFunctions.All,
            .. MathFunctions.All,
            .. TemporalFunctions.All,
            .. DurationFunctions.All,
        ];
}
