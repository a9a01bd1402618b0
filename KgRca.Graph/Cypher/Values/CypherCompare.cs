namespace KgRca.Graph.Cypher.Values;

/// <summary>How values compare: <c>=</c> and <c>&lt;</c> in ternary logic, the order of <c>ORDER BY</c>, and the
/// equivalence of <c>DISTINCT</c>.</summary>
public static class CypherCompare
{
    /// <summary>
    /// When two values count as one for <c>DISTINCT</c> and grouping: as <see cref="Equal"/>, but null is null and NaN
    /// is NaN. Two values are one exactly if <see cref="Order"/> is 0.
    /// </summary>
    public static IEqualityComparer<object?> Grouping { get; } = new GroupingComparer();

    /// <summary>Whether <c>left = right</c>; null where that is unknown.</summary>
    public static bool? Equal(object? left, object? right) =>
        (left, right) switch
        {
            (null, _) or (_, null) => null,
            (string a, string b) => a == b,
            (long a, long b) => a == b,
            (CypherList a, CypherList b) => EqualLists(a, b),
            (CypherMap a, CypherMap b) => EqualMaps(a, b),
            _ when NumberOrder.IsNaN(left) || NumberOrder.IsNaN(right) => false,
            _ => Grouping.Equals(left, right),
        };

    /// <summary>Whether <c>left &lt; right</c>; null where the two cannot be compared.</summary>
    public static bool? Less(object? left, object? right) =>
        Comparability.Relate(left, right) switch
        {
            Relation.Unknown => null,
            Relation.Less => true,
            _ => false,
        };

    /// <summary>Whether <c>left &lt;= right</c>; null where the two cannot be compared.</summary>
    public static bool? LessOrEqual(object? left, object? right) =>
        Comparability.Relate(left, right) switch
        {
            Relation.Unknown => null,
            Relation.Less or Relation.Equal => true,
            _ => false,
        };

    /// <summary>
    /// The order of <c>ORDER BY</c>: negative if <paramref name="left"/> comes first when ascending. It covers all
    /// values: maps come first, then nodes, relationships, lists, paths, temporal values, strings, booleans, numbers,
    /// NaN, null.
    /// </summary>
    public static int Order(object? left, object? right) => TotalOrder.Compare(left, right);

    private static bool? EqualLists(CypherList left, CypherList right)
    {
        if (left.Count != right.Count)
            return false;
        bool? result = true;
        for (var i = 0; i < left.Count; i++)
        {
            var equal = Equal(left[i], right[i]);
            if (equal == false)
                return false;
            result &= equal;
        }
        return result;
    }

    private static bool? EqualMaps(CypherMap left, CypherMap right)
    {
        if (left.Count != right.Count || !left.Keys.All(right.ContainsKey))
            return false;
        bool? result = true;
        foreach (var (key, value) in left)
        {
            var equal = Equal(value, right[key]);
            if (equal == false)
                return false;
            result &= equal;
        }
        return result;
    }
}
