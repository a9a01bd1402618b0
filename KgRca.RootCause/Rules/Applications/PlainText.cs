using System.Text.RegularExpressions;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>
/// A line as its words are compared: without colours, escapes of quotes, and the request that it answers.
/// </summary>
internal static partial class PlainText
{
    private const char Escape = '\u001b';

    /// <summary>The line; itself, without a copy, where there is nothing to take out.</summary>
    public static string Of(string line)
    {
        if (line.Contains(Escape, StringComparison.Ordinal))
            line = Colours().Replace(line, "");
        if (line.Contains("\\\"", StringComparison.Ordinal))
            line = line.Replace("\\\"", "\"", StringComparison.Ordinal);
        return line.Contains(" HTTP/", StringComparison.Ordinal) ? RequestTarget().Replace(line, "$1 - $2") : line;
    }

    [GeneratedRegex(@"\u001b\[[0-9;]*[A-Za-z]", RegexOptions.CultureInvariant)]
    private static partial Regex Colours();

    // What a client asks for is in its own words.
    [GeneratedRegex(
        @"\b(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT) [^""\r\n]{1,2000}? (HTTP/[0-9.]+)",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex RequestTarget();
}
