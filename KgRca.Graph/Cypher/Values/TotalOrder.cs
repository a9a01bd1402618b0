namespace KgRca.Graph.Cypher.Values;

/// <summary>The order of all values, for <c>ORDER BY</c>, <c>min</c> and <c>max</c>.</summary>
internal static class TotalOrder
{
    private static readonly CypherTypes[] Ascending =
    [
        CypherTypes.Map,
        CypherTypes.Node,
        CypherTypes.Relationship,
        CypherTypes.List,
        CypherTypes.Path,
        CypherTypes.DateTime,
        CypherTypes.LocalDateTime,
        CypherTypes.Date,
        CypherTypes.Time,
        CypherTypes.LocalTime,
        CypherTypes.Duration,
        CypherTypes.String,
        CypherTypes.Boolean,
        CypherTypes.Number,
    ];

    public static int Compare(object? left, object? right) =>
        (left, right) switch
        {
            (null, null) => 0,
            (null, _) => 1,
            (_, null) => -1,
            (string a, string b) => TextOrder.Compare(a, b),
            (long a, long b) => a.CompareTo(b),
            (long or double, long or double) => CompareNumbers(left, right),
            (bool a, bool b) => a.CompareTo(b),
            (CypherMap a, CypherMap b) => CompareMaps(a, b),
            (CypherNode a, CypherNode b) => a.Id.CompareTo(b.Id),
            (CypherRelationship a, CypherRelationship b) => a.Id.CompareTo(b.Id),
            (CypherList a, CypherList b) => CompareSequences(a, b),
            (CypherPath a, CypherPath b) => ComparePaths(a, b),
            (CypherDateTime a, CypherDateTime b) => a.CompareTo(b),
            (CypherLocalDateTime a, CypherLocalDateTime b) => a.CompareTo(b),
            (CypherDate a, CypherDate b) => a.CompareTo(b),
            (CypherTime a, CypherTime b) => a.CompareTo(b),
            (CypherLocalTime a, CypherLocalTime b) => a.CompareTo(b),
            (CypherDuration a, CypherDuration b) => a.CompareTo(b),
            _ => Rank(left).CompareTo(Rank(right)),
        };

    private static int Rank(object value)
    {
        var type = CypherType.Of(value);
        return Array.FindIndex(Ascending, types => types.HasFlag(type));
    }

    private static int CompareNumbers(object left, object right) =>
        (NumberOrder.IsNaN(left), NumberOrder.IsNaN(right)) switch
        {
            (false, false) => NumberOrder.Compare(left, right),
            var (a, b) => a.CompareTo(b),
        };

    private static int CompareMaps(CypherMap left, CypherMap right)
    {
        if (left.Count != right.Count)
            return left.Count.CompareTo(right.Count);
        var leftKeys = SortedKeys(left);
        var rightKeys = SortedKeys(right);
        var byKeys = CompareSequences(leftKeys, rightKeys);
        if (byKeys != 0)
            return byKeys;
        return leftKeys.Select(key => Compare(left[key], right[key])).FirstOrDefault(order => order != 0);
    }

    private static string[] SortedKeys(CypherMap map)
    {
        var keys = map.Keys.ToArray();
        Array.Sort(keys, TextOrder.Compare);
        return keys;
    }

    private static int ComparePaths(CypherPath left, CypherPath right)
    {
        var byNodes = CompareSequences(left.Nodes, right.Nodes);
        return byNodes != 0 ? byNodes : CompareSequences(left.Relationships, right.Relationships);
    }

    private static int CompareSequences(IReadOnlyList<object?> left, IReadOnlyList<object?> right)
    {
        var shorter = Math.Min(left.Count, right.Count);
        for (var i = 0; i < shorter; i++)
        {
            var order = Compare(left[i], right[i]);
            if (order != 0)
                return order;
        }
        return left.Count.CompareTo(right.Count);
    }
}
