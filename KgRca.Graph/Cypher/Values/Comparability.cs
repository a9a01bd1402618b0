namespace KgRca.Graph.Cypher.Values;

/// <summary>How one value stands to another for <c>&lt;</c> and its kind.</summary>
internal enum Relation
{
    /// <summary>The first is less.</summary>
    Less,

    /// <summary>They are equal.</summary>
    Equal,

    /// <summary>The first is greater.</summary>
    Greater,

    /// <summary>They can be compared, and no comparison holds: one is NaN.</summary>
    Unordered,

    /// <summary>They cannot be compared, or one is null.</summary>
    Unknown,
}

/// <summary>openCypher's comparability: within a type, except that integers and floats compare with each other.</summary>
internal static class Comparability
{
    public static Relation Relate(object? left, object? right) =>
        (left, right) switch
        {
            (string a, string b) => Of(TextOrder.Compare(a, b)),
            (long or double, long or double) => RelateNumbers(left, right),
            (bool a, bool b) => Of(a.CompareTo(b)),
            (CypherList a, CypherList b) => RelateLists(a, b),
            (CypherDate a, CypherDate b) => Of(a.CompareTo(b)),
            (CypherTime a, CypherTime b) => Of(a.CompareTo(b)),
            (CypherLocalTime a, CypherLocalTime b) => Of(a.CompareTo(b)),
            (CypherDateTime a, CypherDateTime b) => Of(a.CompareTo(b)),
            (CypherLocalDateTime a, CypherLocalDateTime b) => Of(a.CompareTo(b)),
            _ => Relation.Unknown,
        };

    private static Relation RelateNumbers(object left, object right) =>
        NumberOrder.IsNaN(left) || NumberOrder.IsNaN(right) ? Relation.Unordered : Of(NumberOrder.Compare(left, right));

    private static Relation RelateLists(CypherList left, CypherList right)
    {
        var shorter = Math.Min(left.Count, right.Count);
        for (var i = 0; i < shorter; i++)
        {
            var relation = Relate(left[i], right[i]);
            if (relation == Relation.Unknown && CypherCompare.Equal(left[i], right[i]) == true)
                continue;
            if (relation != Relation.Equal)
                return relation;
        }
        return Of(left.Count.CompareTo(right.Count));
    }

    private static Relation Of(int order) =>
        order switch
        {
            < 0 => Relation.Less,
            0 => Relation.Equal,
            _ => Relation.Greater,
        };
}
