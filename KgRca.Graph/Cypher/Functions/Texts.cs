using System.Globalization;
using System.Text;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Functions;

/// <summary>Texts in code points: a position never falls inside a character beyond U+FFFF.</summary>
internal static class Texts
{
    /// <summary>What <c>toString()</c> gives for a value that is no list, map, node, relationship or path.</summary>
    public static string ToText(object value) =>
        value switch
        {
            string text => text,
            bool or long or double => CypherText.Format(value),
            _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
        };

    /// <summary>How many code points.</summary>
    public static long Length(string text)
    {
        var low = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i]))
                low++;
        }
        return text.Length - low;
    }

    /// <summary>The part from one code point on, so many code points long or to the text's end.</summary>
    public static string Part(string text, long start, long length)
    {
        var from = Index(text, 0, start);
        return text[from..Index(text, from, length)];
    }

    /// <summary>The code points in reverse order.</summary>
    public static string Reverse(string text)
    {
        var reversed = new StringBuilder(text.Length);
        for (var end = text.Length; end > 0; )
        {
            var isPair = end > 1 && char.IsSurrogatePair(text[end - 2], text[end - 1]);
            var start = end - (isPair ? 2 : 1);
            reversed.Append(text, start, end - start);
            end = start;
        }
        return reversed.ToString();
    }

    /// <summary>The position in UTF-16 so many code points further on, or the text's end.</summary>
    private static int Index(string text, int from, long codePoints)
    {
        if (codePoints >= text.Length - from)
            return text.Length;
        var index = from;
        for (; codePoints > 0 && index < text.Length; codePoints--)
            index += index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]) ? 2 : 1;
        return index;
    }
}
