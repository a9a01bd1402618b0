namespace KgRca.Graph.Cypher.Values;

/// <summary>The equivalence of values for <c>DISTINCT</c> and grouping.</summary>
internal sealed class GroupingComparer : IEqualityComparer<object?>
{
    bool IEqualityComparer<object?>.Equals(object? left, object? right) =>
        (left, right) switch
        {
            (string a, string b) => a == b,
            (long a, long b) => a == b,
            (CypherNode a, CypherNode b) => a.Id == b.Id,
            _ => TotalOrder.Compare(left, right) == 0,
        };

    int IEqualityComparer<object?>.GetHashCode(object? value) => HashCodeOf(value);

    private static int HashCodeOf(object? value) =>
        value switch
        {
            null => 0,
            double number => NumberOrder.HashCode(number),
            CypherList list => HashCodeOf(list),
            CypherMap map => HashCodeOf(map),
            CypherPath path => HashCode.Combine(HashCodeOf(path.Nodes), HashCodeOf(path.Relationships)),
            _ => value.GetHashCode(),
        };

    private static int HashCodeOf(IReadOnlyList<object?> list)
    {
        var hash = new HashCode();
        foreach (var item in list)
            hash.Add(HashCodeOf(item));
        return hash.ToHashCode();
    }

    private static int HashCodeOf(CypherMap map) =>
        map.Aggregate(map.Count, (hash, entry) => hash ^ HashCode.Combine(entry.Key, HashCodeOf(entry.Value)));
}
