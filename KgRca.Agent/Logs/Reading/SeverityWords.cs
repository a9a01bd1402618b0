using KgRca.Contracts.Records;

namespace KgRca.Agent.Logs.Reading;

/// <summary>
/// Finds the severity that stands among a line's first words: <c>ERROR</c>, <c>[error]</c>, <c>level=error</c>,
/// <c>error:</c> at the beginning. A word in lower case is taken only where its place says what it is: programs also
/// write of errors.
/// </summary>
internal static class SeverityWords
{
    private const int Reach = 120;
    private const int Words = 10;
    private const int Shortest = 3;
    private const int Longest = 13;

    /// <summary>The severity; null where none is named.</summary>
    public static Severity? Find(ReadOnlySpan<char> text)
    {
        if (text.Length > Reach)
            text = text[..Reach];
        var previous = ReadOnlySpan<char>.Empty;
        for (int position = 0, words = 0; position < text.Length && words < Words; words++)
        {
            var start = text[position..].IndexOfAnyInRange('A', 'z');
            if (start < 0)
                return null;
            start += position;
            var end = start;
            while (end < text.Length && char.IsAsciiLetter(text[end]))
                end++;
            if (end == start)
            {
                // One of the six characters that stand between the capitals and the small letters.
                position = start + 1;
                words--;
                continue;
            }
            if (end - start is >= Shortest and <= Longest && Judge(text, start, end, previous) is { } severity)
                return severity;
            previous = text[start..end];
            position = end;
        }
        return null;
    }

    private static Severity? Judge(ReadOnlySpan<char> text, int start, int end, ReadOnlySpan<char> previous)
    {
        var word = text[start..end];
        var before = start > 0 ? text[start - 1] : ' ';
        var after = end < text.Length ? text[end] : ' ';
        var isNamed = before is '=' || before is '"' && start > 1 && text[start - 2] == '=';
        if (isNamed)
            return previous is "level" or "lvl" or "severity" or "loglevel" or "levelname"
                ? SeverityNames.Parse(word)
                : null;
        if (
            before is not (' ' or '[' or '(' or '<' or '|' or '\t')
            || after is not (' ' or ']' or ')' or '>' or '|' or ':' or '\t' or ',' or '!' or '/')
        )
            return null;
        if (IsUpper(word))
            return OfCapitals(word, after);
        return IsMarked(before, after) || previous.IsEmpty && after == ':' ? SeverityNames.Parse(word) : null;
    }

    // Capitals alone make a severity of those words that mean nothing else.
    private static Severity? OfCapitals(ReadOnlySpan<char> word, char after) =>
        word is "LOG" or "FAIL" or "DEFAULT" or "CONFIG" or "ALERT" or "FINE" && after is not (':' or ']')
            ? null
            : SeverityNames.Parse(word);

    private static bool IsMarked(char before, char after) =>
        (before, after) is ('[', ']' or ' ' or '/') or ('(', ')') or ('<', '>') or ('|', '|');

    private static bool IsUpper(ReadOnlySpan<char> word) => !word.ContainsAnyExceptInRange('A', 'Z');
}
