namespace KgRca.Graph.Cypher.Values;

/// <summary>
/// The operators on values other than comparison and arithmetic. An operand that is null makes the result null, except
/// where logic decides without it. Strings are compared by code unit, case included.
/// </summary>
internal static class CypherOperators
{
    /// <summary><c>left AND right</c>.</summary>
    /// <exception cref="CypherException">An operand is neither a boolean nor null.</exception>
    public static bool? And(object? left, object? right) => Truth("AND", left) & Truth("AND", right);

    /// <summary><c>left OR right</c>.</summary>
    /// <exception cref="CypherException">An operand is neither a boolean nor null.</exception>
    public static bool? Or(object? left, object? right) => Truth("OR", left) | Truth("OR", right);

    /// <summary><c>left XOR right</c>.</summary>
    /// <exception cref="CypherException">An operand is neither a boolean nor null.</exception>
    public static bool? Xor(object? left, object? right) => Truth("XOR", left) ^ Truth("XOR", right);

    /// <summary><c>NOT operand</c>.</summary>
    /// <exception cref="CypherException">The operand is neither a boolean nor null.</exception>
    public static bool? Not(object? operand) => !Truth("NOT", operand);

    /// <summary><c>left STARTS WITH right</c>; null unless both are strings.</summary>
    public static bool? StartsWith(object? left, object? right) =>
        (left, right) is (string text, string part) ? text.StartsWith(part, StringComparison.Ordinal) : null;

    /// <summary><c>left ENDS WITH right</c>; null unless both are strings.</summary>
    public static bool? EndsWith(object? left, object? right) =>
        (left, right) is (string text, string part) ? text.EndsWith(part, StringComparison.Ordinal) : null;

    /// <summary><c>left CONTAINS right</c>; null unless both are strings.</summary>
    public static bool? Contains(object? left, object? right) =>
        (left, right) is (string text, string part) ? text.Contains(part, StringComparison.Ordinal) : null;

    /// <summary><c>left =~ right</c>: whether the whole text matches the pattern; null unless both are strings.</summary>
    /// <exception cref="CypherException">The right side is no regular expression, or the match takes too long.</exception>
    public static bool? Matches(object? left, object? right) =>
        (left, right) is (string text, string pattern) ? CypherRegex.IsMatch(text, pattern) : null;

    /// <summary><c>value IN list</c>.</summary>
    /// <exception cref="CypherException"><paramref name="list"/> is neither a list nor null.</exception>
    public static bool? In(object? value, object? list)
    {
        if (list is null)
            return null;
        if (list is not CypherList items)
            throw CypherErrors.Operand("IN", list);
        bool? result = false;
        for (var i = 0; i < items.Count; i++)
        {
            var equal = CypherCompare.Equal(value, items[i]);
            if (equal == true)
                return true;
            result |= equal;
        }
        return result;
    }

    /// <summary>
    /// <c>container[index]</c>: an element of a list, counted from its end where negative, or the value of a key of a
    /// map, node or relationship. Null where there is none.
    /// </summary>
    /// <exception cref="CypherException">The container cannot be indexed, or not by such an index.</exception>
    public static object? Index(object? container, object? index) =>
        (container, index) switch
        {
            (null, _) => null,
            (CypherList or CypherMap or CypherEntity, null) => null,
            (CypherList list, long position) => At(list, position < 0 ? position + list.Count : position),
            (CypherMap or CypherEntity, string key) => CypherProperties.Get(container, key),
            (CypherList, _) => throw CypherErrors.Operand("A list's index", index),
            (CypherMap or CypherEntity, _) => throw new CypherException(
                CypherErrorKind.TypeError,
                "MapElementAccessByNonString",
                $"The keys of maps are strings, not of type {CypherType.Name(index)}."
            ),
            _ => throw CypherErrors.Operand("[…]", container),
        };

    /// <summary>
    /// <c>list[from..to]</c>, <paramref name="from"/> included and <paramref name="to"/> not, each counted from the
    /// list's end where negative.
    /// </summary>
    /// <param name="list">The list.</param>
    /// <param name="from">Where to begin; 0 if the query leaves it out.</param>
    /// <param name="to">Where to stop; <see cref="long.MaxValue"/> if the query leaves it out.</param>
    /// <exception cref="CypherException">It is no list, or a bound is not an integer.</exception>
    public static CypherList? Slice(object? list, object? from, object? to)
    {
        if (list is null)
            return null;
        if (list is not CypherList items)
            throw CypherErrors.Operand("[…..…]", list);
        var start = Bound(items, from);
        var end = Bound(items, to);
        if (start is null || end is null)
            return null;
        return start >= end ? CypherList.Empty : Lists.Range(items, (int)start, (int)end);
    }

    private static object? At(CypherList list, long position) =>
        position >= 0 && position < list.Count ? list[(int)position] : null;

    private static long? Bound(CypherList list, object? bound) =>
        bound switch
        {
            null => null,
            long position => Math.Clamp(position < 0 ? position + list.Count : position, 0, list.Count),
            _ => throw CypherErrors.Operand("A list's index", bound),
        };

    private static bool? Truth(string operation, object? value) =>
        value switch
        {
            null => null,
            bool truth => truth,
            _ => throw CypherErrors.Operand(operation, value),
        };
}
