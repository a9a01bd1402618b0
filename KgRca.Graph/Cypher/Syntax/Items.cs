using System.Collections;
using System.Runtime.CompilerServices;

namespace KgRca.Graph.Cypher.Syntax;

/// <summary>An immutable list that equals another with equal elements, so that syntax trees compare by meaning.</summary>
[CollectionBuilder(typeof(Items), nameof(Items.Create))]
internal readonly struct Items<T>(T[] elements) : IReadOnlyList<T>, IEquatable<Items<T>>
{
    private readonly T[]? _elements = elements;

    public int Count => _elements?.Length ?? 0;

    public T this[int index] => _elements![index];

    public bool Equals(Items<T> other) => this.SequenceEqual(other);

    public override bool Equals(object? obj) => obj is Items<T> other && Equals(other);

    public override int GetHashCode() => Count == 0 ? 0 : HashCode.Combine(Count, this[0]);

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)(_elements ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Makes lists of syntax.</summary>
internal static class Items
{
    public static Items<T> Create<T>(ReadOnlySpan<T> elements) => new(elements.ToArray());
}
