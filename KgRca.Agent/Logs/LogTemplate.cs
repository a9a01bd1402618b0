using System.IO.Hashing;
using System.Runtime.InteropServices;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Logs;

/// <summary>
/// What lines that say the same have in common: their text without numbers, ids, addresses and quoted names.
/// </summary>
internal static class LogTemplate
{
    // The engine compares the first 200 characters of lines.
    private const int Length = 256;
    private const int LongestWord = 40;
    private const int LongestName = 100;
    private const char Masked = '#';

    /// <summary>A number for the template of a text and its severity.</summary>
    public static ulong Hash(Severity severity, ReadOnlySpan<char> text)
    {
        Span<char> buffer = stackalloc char[Length];
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(Mask(text, buffer)), (long)severity);
    }

    /// <summary>The template, as far as the buffer has room.</summary>
    public static ReadOnlySpan<char> Mask(ReadOnlySpan<char> text, Span<char> buffer)
    {
        var length = 0;
        for (var position = 0; position < text.Length && length < buffer.Length; )
        {
            var character = text[position];
            if (IsOfWord(character))
                position = AddWord(text, position, buffer, ref length);
            else if (QuotedName(text, position) is > 0 and var quoted)
            {
                AddMask(buffer, ref length);
                position += quoted;
            }
            else
            {
                buffer[length++] = character;
                position++;
            }
        }
        return buffer[..length];
    }

    private static int AddWord(ReadOnlySpan<char> text, int start, Span<char> buffer, ref int length)
    {
        var end = start;
        var hasDigit = false;
        for (; end < text.Length && IsOfWord(text[end]); end++)
            hasDigit |= char.IsAsciiDigit(text[end]);
        if (hasDigit || end - start > LongestWord)
        {
            AddMask(buffer, ref length);
            return end;
        }
        var word = text[start..Math.Min(end, start + buffer.Length - length)];
        word.CopyTo(buffer[length..]);
        length += word.Length;
        return end;
    }

    // Parts of an address, a time or a fraction are one: #.#.#.# is #.
    private static void AddMask(Span<char> buffer, ref int length)
    {
        var before = length;
        while (before > 0 && buffer[before - 1] is '.' or ':' or ',')
            before--;
        if (before > 0 && before < length && buffer[before - 1] == Masked)
            length = before;
        else
            buffer[length++] = Masked;
    }

    // A quoted text with a space is prose: klog quotes its messages.
    private static int QuotedName(ReadOnlySpan<char> text, int start)
    {
        var quote = text[start];
        if (quote is not ('"' or '\''))
            return 0;
        var rest = text.Slice(start + 1, Math.Min(LongestName, text.Length - start - 1));
        var end = rest.IndexOfAny(quote, ' ', '\n');
        return end < 0 || rest[end] != quote ? 0 : end + 2;
    }

    private static bool IsOfWord(char character) => char.IsLetterOrDigit(character) || character is '-' or '_';
}
