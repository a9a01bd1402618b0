using System.Collections;

namespace KgRca.Graph.Cypher.Values;

/// <summary>Makes lists from lists.</summary>
internal static class Lists
{
    /// <summary>
    /// The longest list that is made in one step. A short query can ask for any length, for instance by adding a list
    /// to itself again and again.
    /// </summary>
    public const int MaxLength = 4_000_000;

    /// <summary>The elements from one position up to another.</summary>
    /// <exception cref="CypherException">There are too many.</exception>
    public static CypherList Range(CypherList list, int start, int end) => Build(end - start, i => list[start + i]);

    /// <summary>One list after the other.</summary>
    /// <exception cref="CypherException">There are too many elements.</exception>
    public static CypherList Concat(CypherList left, CypherList right) =>
        Build((long)left.Count + right.Count, i => i < left.Count ? left[i] : right[i - left.Count]);

    public static CypherList Append(CypherList list, object? value) =>
        Build(list.Count + 1L, i => i < list.Count ? list[i] : value);

    public static CypherList Prepend(object? value, CypherList list) =>
        Build(list.Count + 1L, i => i == 0 ? value : list[i - 1]);

    public static CypherList Reverse(CypherList list) => Build(list.Count, i => list[list.Count - 1 - i]);

    public static CypherList Select(CypherList list, Func<object?, object?> select) =>
        Build(list.Count, i => select(list[i]));

    private static CypherList Build(long count, Func<int, object?> item)
    {
        if (count > MaxLength)
            throw CypherErrors.TooLarge("A list", MaxLength);
        var items = new object?[count];
        for (var i = 0; i < items.Length; i++)
            items[i] = item(i);
        return new CypherList(items);
    }
}

/// <summary>The integers from a start in steps, computed when read: a long range takes no memory.</summary>
internal sealed class IntegerRange(long start, long step, int count) : IReadOnlyList<object?>
{
    public int Count => count;

    public object? this[int index] =>
        (uint)index < (uint)count
            ? start + index * step
            : throw new ArgumentOutOfRangeException(nameof(index), index, "Beyond the range's end.");

    public IEnumerator<object?> GetEnumerator()
    {
        for (var i = 0; i < count; i++)
            yield return start + i * step;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
