using System.Globalization;
using System.Text.RegularExpressions;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>The places that a line about a configuration names: files, a line in one, a variable, a flag.</summary>
internal static partial class ConfigurationPlace
{
    private static readonly string[] BeforeVariable =
    [
        "environment",
        "env:",
        "env var",
        "required key",
        "KeyError",
        "variable",
        "is required",
        "placeholder",
        "must be set",
        "is not set",
    ];

    /// <summary>The absolute paths in a line, in its order.</summary>
    public static IEnumerable<string> PathsIn(string line) =>
        Path().Matches(line).Select(match => match.Value.TrimEnd('.', '/'));

    /// <summary>The number of the line in the file; null where none is named.</summary>
    public static int? LineIn(string line) =>
        Line().Match(line) is { Success: true } match
        && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>The environment variable, or key of one, that a line names; null where it names none.</summary>
    public static string? VariableIn(string line)
    {
        if (!Array.Exists(BeforeVariable, word => line.Contains(word, StringComparison.OrdinalIgnoreCase)))
            return null;
        var match = Variable().Match(line);
        return match.Success ? match.Value : null;
    }

    /// <summary>The command line's flag that a line names; null where it names none.</summary>
    public static string? FlagIn(string line) =>
        Flag().Match(line) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"(?<![\w:/.])/(?:[\w.@-]+/)*[\w.@-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Path();

    [GeneratedRegex(
        @"(?:\bline(?:Number)?:? |\.[A-Za-z]{2,10}:|[Ff]ile:)(\d{1,5})\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Line();

    [GeneratedRegex(@"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();

    [GeneratedRegex(
        @"(?:flag|option|not defined|arguments)\b[^-]{0,16}[:'"" ](--?[A-Za-z][\w.-]*)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Flag();
}
