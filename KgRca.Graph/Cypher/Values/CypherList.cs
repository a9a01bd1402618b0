using System.Collections;
using System.Runtime.CompilerServices;

namespace KgRca.Graph.Cypher.Values;

/// <summary>A list of values. It never changes: who makes one from an array must not write to that array again.</summary>
/// <param name="items">The values, each of a type that Cypher has.</param>
[CollectionBuilder(typeof(CypherList), nameof(Of))]
public sealed class CypherList(IReadOnlyList<object?> items) : IReadOnlyList<object?>
{
    /// <summary>The list without values.</summary>
    public static CypherList Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => items.Count;

    /// <inheritdoc/>
    public object? this[int index] => items[index];

    /// <summary>A list of the values given.</summary>
    public static CypherList Of(ReadOnlySpan<object?> values) => new(values.ToArray());

    /// <inheritdoc/>
    public IEnumerator<object?> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The list as Cypher writes it.</summary>
    public override string ToString() => CypherText.Format(this);
}
