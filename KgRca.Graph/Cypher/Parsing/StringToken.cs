using System.Globalization;
using System.Text;

namespace KgRca.Graph.Cypher.Parsing;

/// <summary>Reads a string with its escapes.</summary>
internal sealed class StringToken(SourceText source, Position start)
{
    private readonly string _text = source.Text;

    /// <summary>The string's value; moves <paramref name="at"/> behind its closing quote.</summary>
    public string Read(ref int at)
    {
        var quote = _text[at++];
        var value = new StringBuilder();
        while (true)
        {
            if (at >= _text.Length)
                throw source.Error("UnexpectedSyntax", $"The string has no end: {quote} is missing", start);
            var c = _text[at++];
            if (c == quote)
                return value.ToString();
            if (c == '\\')
                ReadEscape(value, ref at);
            else
                value.Append(c);
        }
    }

    private void ReadEscape(StringBuilder value, ref int at)
    {
        var c = at < _text.Length ? _text[at++] : '\0';
        switch (c)
        {
            case '\\' or '\'' or '"' or '`':
                value.Append(c);
                break;
            case 'b' or 'B':
                value.Append('\b');
                break;
            case 'f' or 'F':
                value.Append('\f');
                break;
            case 'n' or 'N':
                value.Append('\n');
                break;
            case 'r' or 'R':
                value.Append('\r');
                break;
            case 't' or 'T':
                value.Append('\t');
                break;
            case 'u':
                value.Append((char)ReadHex(4, ref at));
                break;
            case 'U':
                var code = ReadHex(8, ref at);
                if (code is < 0 or > 0x10FFFF or (>= 0xD800 and <= 0xDFFF))
                    throw Invalid();
                value.Append(char.ConvertFromUtf32(code));
                break;
            default:
                throw source.Error("UnexpectedSyntax", $"'\\{c}' is no escape; a backslash is written '\\\\'", start);
        }
    }

    private int ReadHex(int digits, ref int at)
    {
        if (
            at + digits > _text.Length
            || !int.TryParse(
                _text.AsSpan(at, digits),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var code
            )
        )
            throw Invalid();
        at += digits;
        return code;
    }

    private CypherException Invalid() =>
        source.Error("InvalidUnicodeLiteral", "A '\\u' needs four hexadecimal digits, a '\\U' eight", start);
}
