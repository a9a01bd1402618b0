namespace KgRca.RootCause.Events;

/// <summary>What lines of a log that say the same have in common.</summary>
internal static class LogText
{
    private const char Masked = '#';
    private const int LongestLineNumber = 5;
    private const int LongestWords = 400;

    /// <summary>
    /// Copies a text, with a sign in place of each word that has a digit: numbers, ids, addresses; and with one space in
    /// place of several, by which loggers fill up their columns.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="buffer">Gets the copy; at least as long as the text.</param>
    /// <returns>The length of the copy.</returns>
    public static int Mask(ReadOnlySpan<char> text, Span<char> buffer)
    {
        var (length, wordStart, hasDigit) = (0, 0, false);
        foreach (var character in text)
        {
            if (IsOfWord(character))
                hasDigit |= char.IsDigit(character);
            else
            {
                if (hasDigit)
                    length = Close(buffer, wordStart);
                if (character == ' ' && length > 0 && buffer[length - 1] == ' ')
                {
                    (wordStart, hasDigit) = (length, false);
                    continue;
                }
                (wordStart, hasDigit) = (length + 1, false);
            }
            buffer[length++] = character;
        }
        return hasDigit ? Close(buffer, wordStart) : length;
    }

    /// <summary>
    /// From which length on words are hardly the same by accident: log lines are compared with their numbers.
    /// </summary>
    public static int SpecificWords(bool isLog) => isLog ? 15 : 40;

    /// <summary>
    /// A message without what differs between objects that say the same: of an event, words with a digit; of a log
    /// line, which may name peers by number, only what stands before its text.
    /// </summary>
    public static string WordsOf(string message, bool isLog)
    {
        var text = message.AsSpan(0, Math.Min(message.Length, LongestWords));
        if (isLog)
            text = WithoutHeader(text);
        Span<char> masked = stackalloc char[LongestWords];
        return isLog ? text.Trim().ToString() : masked[..Mask(text, masked)].Trim().ToString();
    }

    // klog's: severity, date and time, thread, file and line, a bracket.
    private static ReadOnlySpan<char> WithoutHeader(ReadOnlySpan<char> line)
    {
        var isKlog = line.Length > 5 && line[0] is 'I' or 'W' or 'E' or 'F' && char.IsAsciiDigit(line[1]);
        var end = isKlog ? line.IndexOf(']') : -1;
        return end < 0 ? line : line[(end + 1)..];
    }

    /// <summary>
    /// The place in the code that a line names, as many loggers have it (<c>controller.go:114</c>,
    /// <c>o.a.c.Dispatcher#175</c>); empty where it names none.
    /// </summary>
    public static ReadOnlySpan<char> Place(ReadOnlySpan<char> line)
    {
        for (var from = 0; line[from..].IndexOfAny('#', ':') is >= 0 and var offset; from += offset + 1)
        {
            var mark = from + offset;
            var end = mark + 1;
            while (end < line.Length && char.IsAsciiDigit(line[end]))
                end++;
            if (end == mark + 1 || end > mark + 1 + LongestLineNumber || end < line.Length && IsOfWord(line[end]))
                continue;
            var start = mark;
            while (start > 0 && (IsOfWord(line[start - 1]) || line[start - 1] is '.' or '$' or '[' or ']'))
                start--;
            if (start < mark && char.IsAsciiLetter(line[start]) && line[start..mark].Contains('.'))
                return line[start..end];
        }
        return [];
    }

    private static int Close(Span<char> buffer, int wordStart)
    {
        buffer[wordStart] = Masked;
        return wordStart + 1;
    }

    private static bool IsOfWord(char character) => char.IsLetterOrDigit(character) || character is '-' or '_';
}
