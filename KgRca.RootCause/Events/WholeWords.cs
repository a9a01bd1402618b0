namespace KgRca.RootCause.Events;

/// <summary>
/// Finds words in free text, in whatever case. A word ends where letters and digits end, or where its case says so:
/// <c>OOM</c> is a word of <c>KubePodOOMKilled</c>, not of <c>PostgresqlTooManyConnections</c>.
/// </summary>
internal static class WholeWords
{
    /// <summary>Whether a text has a phrase as words of its own.</summary>
    public static bool Has(ReadOnlySpan<char> text, ReadOnlySpan<char> phrase)
    {
        for (var from = 0; from < text.Length; from++)
        {
            var offset = text[from..].IndexOf(phrase, StringComparison.OrdinalIgnoreCase);
            if (offset < 0)
                return false;
            from += offset;
            if (IsBoundary(text, from) && IsBoundary(text, from + phrase.Length))
                return true;
        }
        return false;
    }

    /// <summary>Whether a text has one of some phrases as words of its own.</summary>
    public static bool HasAny(string text, IReadOnlyList<string> phrases)
    {
        for (var i = 0; i < phrases.Count; i++)
            if (Has(text, phrases[i]))
                return true;
        return false;
    }

    private static bool IsBoundary(ReadOnlySpan<char> text, int at)
    {
        if (at == 0 || at == text.Length || !char.IsLetter(text[at - 1]) || !char.IsLetter(text[at]))
            return true;
        if (char.IsLower(text[at - 1]))
            return char.IsUpper(text[at]);
        // The last capital of several belongs to the next word: OOM-Killed.
        return char.IsUpper(text[at]) && at + 1 < text.Length && char.IsLower(text[at + 1]);
    }
}
