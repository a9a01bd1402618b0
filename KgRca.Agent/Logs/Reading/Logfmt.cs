namespace KgRca.Agent.Logs.Reading;

/// <summary>Reads lines of the form <c>time=… level=error msg="what happened" err="why"</c>.</summary>
internal static class Logfmt
{
    /// <summary>The message and the error; null where the line has no message.</summary>
    public static string? Message(ReadOnlySpan<char> line)
    {
        var message = Value(line, "msg=") is { IsEmpty: false } text ? text : Value(line, "message=");
        if (message.IsEmpty)
            return null;
        var error = Value(line, "err=") is { IsEmpty: false } short_ ? short_ : Value(line, "error=");
        return error.IsEmpty || message.Contains(error, StringComparison.Ordinal)
            ? Unescaped(message)
            : $"{Unescaped(message)}: {Unescaped(error)}";
    }

    private static ReadOnlySpan<char> Value(ReadOnlySpan<char> line, ReadOnlySpan<char> key)
    {
        for (var from = 0; line[from..].IndexOf(key) is >= 0 and var found; from += found + key.Length)
        {
            var start = from + found;
            if (start > 0 && line[start - 1] != ' ')
                continue;
            var value = line[(start + key.Length)..];
            return value is ['"', ..]
                ? Quoted(value[1..])
                : value[..(value.IndexOf(' ') is >= 0 and var space ? space : value.Length)];
        }
        return default;
    }

    private static ReadOnlySpan<char> Quoted(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                return text[..i];
        }
        return text;
    }

    private static string Unescaped(ReadOnlySpan<char> text)
    {
        var plain = text.ToString();
        return plain.Contains('\\', StringComparison.Ordinal)
            ? plain
                .Replace("\\\"", "\"", StringComparison.Ordinal)
                .Replace("\\n", "\n", StringComparison.Ordinal)
                .Replace("\\t", "\t", StringComparison.Ordinal)
            : plain;
    }
}
