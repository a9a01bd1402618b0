namespace KgRca.Contracts.Parsing;

/// <summary>Texts that are longer than <see cref="RecordLimits.TextLength"/>.</summary>
internal static class LongTexts
{
    // A stack trace ends with its first cause.
    private const int KeptEnd = 8 * 1024;

    /// <summary>
    /// Leaves the middle of a long text out, and says there how long the whole was. What is cut already stays as it is.
    /// </summary>
    public static string Cut(string text)
    {
        if (text.Length <= RecordLimits.TextLength)
            return text;
        var note = $" … [cut: the whole text has {text.Length} characters] … ";
        var start = RecordLimits.TextLength - KeptEnd - note.Length;
        if (char.IsHighSurrogate(text[start - 1]))
            start--;
        var end = text.Length - KeptEnd;
        if (char.IsLowSurrogate(text[end]))
            end++;
        return string.Concat(text.AsSpan(0, start), note, text.AsSpan(end));
    }
}
