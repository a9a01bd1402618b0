using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Execution;

/// <summary>Values that make rows the same for DISTINCT and grouping.</summary>
internal readonly struct RowKey(object?[] values) : IEquatable<RowKey>
{
    public object?[] Values => values;

    /// <summary>The values of a row's columns.</summary>
    public static RowKey Of(object?[] row, int[] columns)
    {
        var values = new object?[columns.Length];
        for (var i = 0; i < columns.Length; i++)
            values[i] = row[columns[i]];
        return new RowKey(values);
    }

    public bool Equals(RowKey other)
    {
        for (var i = 0; i < values.Length; i++)
            if (!CypherCompare.Grouping.Equals(values[i], other.Values[i]))
                return false;
        return true;
    }

    public override bool Equals(object? obj) => obj is RowKey other && Equals(other);

    public override int GetHashCode()
    {
        var hash = 17;
        foreach (var value in values)
            hash = unchecked(hash * 31 + (value is null ? 0 : CypherCompare.Grouping.GetHashCode(value)));
        return hash;
    }
}
