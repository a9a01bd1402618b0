namespace KgRca.Graph.Cypher.Values;

/// <summary>
/// Compares texts by code point. By UTF-16 unit, as .NET does it, a character beyond U+FFFF would come before one from
/// U+E000 on.
/// </summary>
internal static class TextOrder
{
    public static int Compare(string left, string right)
    {
        var shorter = Math.Min(left.Length, right.Length);
        var same = left.AsSpan(0, shorter).CommonPrefixLength(right.AsSpan(0, shorter));
        if (same == shorter)
            return left.Length.CompareTo(right.Length);
        return Weight(left[same]).CompareTo(Weight(right[same]));
    }

    private static int Weight(char unit) => char.IsSurrogate(unit) ? unit + char.MaxValue : unit;
}
