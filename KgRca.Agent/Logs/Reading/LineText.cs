using System.Text;

namespace KgRca.Agent.Logs.Reading;

/// <summary>Makes plain text of lines.</summary>
internal static class LineText
{
    private const char Escape = '\e';

    /// <summary>The text without what colours it on a terminal.</summary>
    public static string WithoutColours(string text)
    {
        var escape = text.IndexOf(Escape, StringComparison.Ordinal);
        if (escape < 0)
            return text;
        var plain = new StringBuilder(text.Length);
        var rest = text.AsSpan();
        for (; escape >= 0; escape = rest.IndexOf(Escape))
        {
            plain.Append(rest[..escape]);
            rest = rest[(escape + SequenceLength(rest[escape..]))..];
        }
        return plain.Append(rest).ToString();
    }

    /// <summary>
    /// The text, or its beginning and its end where it is longer than allowed: traces name their first cause last.
    /// </summary>
    public static string Shorten(string text, int length)
    {
        if (text.Length <= length)
            return text;
        const string Gap = "\n…\n";
        var tail = length / 4;
        return string.Concat(Head(text, length - tail - Gap.Length), Gap, Tail(text, tail));
    }

    /// <summary>The beginning of a text, without half a character at its end.</summary>
    public static ReadOnlySpan<char> Head(ReadOnlySpan<char> text, int length)
    {
        if (text.Length <= length)
            return text;
        return char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }

    private static ReadOnlySpan<char> Tail(ReadOnlySpan<char> text, int length) =>
        char.IsLowSurrogate(text[^length]) ? text[^(length - 1)..] : text[^length..];

    // ESC [ … letter; other sequences are the escape and one more.
    private static int SequenceLength(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[1] != '[')
            return Math.Min(2, text.Length);
        var end = text[2..].IndexOfAnyInRange('@', '~');
        return end < 0 ? text.Length : end + 3;
    }
}
