namespace KgRca.Graph.Cypher.Parsing;

/// <summary>The words of Cypher.</summary>
internal static class Keywords
{
    private static readonly HashSet<string> Reserved = new(
        [
            "AND",
            "AS",
            "ASC",
            "ASCENDING",
            "BY",
            "CALL",
            "CASE",
            "CREATE",
            "DELETE",
            "DESC",
            "DESCENDING",
            "DETACH",
            "DISTINCT",
            "ELSE",
            "END",
            "ENDS",
            "FALSE",
            "FOREACH",
            "IN",
            "IS",
            "LIMIT",
            "MATCH",
            "MERGE",
            "NOT",
            "NULL",
            "OPTIONAL",
            "OR",
            "ORDER",
            "REMOVE",
            "RETURN",
            "SET",
            "SKIP",
            "STARTS",
            "THEN",
            "TRUE",
            "UNION",
            "UNWIND",
            "WHEN",
            "WHERE",
            "WITH",
            "XOR",
            "YIELD",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Whether a word can be no variable, unless in backticks.</summary>
    public static bool IsReserved(string word) => Reserved.Contains(word);

    /// <summary>The keyword that a word is nearly; null where it is one, or like none.</summary>
    public static string? Similar(string word) =>
        word.Length < 4 || Reserved.Contains(word)
            ? null
            : Reserved.FirstOrDefault(keyword => keyword.Length > 3 && Distance(word.ToUpperInvariant(), keyword) == 1)
                ?? Reserved.FirstOrDefault(keyword =>
                    keyword.Length > 5 && Distance(word.ToUpperInvariant(), keyword) == 2
                );

    /// <summary>
    /// How many characters to insert, remove, replace or swap with the next to make one word of the other.
    /// </summary>
    public static int Distance(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > 2)
            return int.MaxValue;
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        for (var j = 0; j <= right.Length; j++)
        {
            if (i == 0 || j == 0)
            {
                rows[i, j] = i + j;
                continue;
            }
            var replaced = rows[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
            rows[i, j] = Math.Min(replaced, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
        }
        return rows[left.Length, right.Length];
    }
}
