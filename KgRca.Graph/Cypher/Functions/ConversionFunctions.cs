using System.Globalization;
using KgRca.Graph.Cypher.Values;
using static KgRca.Graph.Cypher.Functions.Signature;

namespace KgRca.Graph.Cypher.Functions;

/// <summary>
/// Functions that turn values of one type into another. Text that means no such value gives null; a type that cannot be
/// turned is an error, except for the functions called <c>…OrNull</c> and within lists.
/// </summary>
internal static class ConversionFunctions
{
    private const NumberStyles FloatStyles =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
    private const double TwoTo63 = 9223372036854775808.0;
    private const CypherTypes Printable = Bool | Number | Text | CypherTypes.Instant | CypherTypes.Duration;

    public static IEnumerable<CypherFunction> All =>
        [
            .. Conversion("Boolean", Bool | Text | Integer, Bool, ToBoolean),
            .. Conversion("Integer", Bool | Text | Number, Integer, ToInteger),
            .. Conversion("Float", Text | Number, Float, ToFloat),
            .. Conversion("String", Printable, Text, ToText),
        ];

    private static IEnumerable<CypherFunction> Conversion(
        string name,
        CypherTypes takes,
        CypherTypes returns,
        Func<object, object?> convert
    )
    {
        object? OrNull(object? value) =>
            value is not null && (CypherType.Of(value) & takes) != 0 ? convert(value) : null;

        yield return Function($"to{name}", takes, returns, convert);
        yield return Function($"to{name}OrNull", Any, returns, OrNull);
        yield return Function($"to{name}List", List, List, list => Lists.Select((CypherList)list, OrNull));
    }

    private static object? ToBoolean(object value) =>
        value switch
        {
            bool truth => truth,
            long number => number != 0,
            string text => ParseBoolean(text),
            _ => null,
        };

    private static bool? ParseBoolean(string text) =>
        text.Trim().ToUpperInvariant() switch
        {
            "TRUE" => true,
            "FALSE" => false,
            _ => null,
        };

    private static object? ToInteger(object value) =>
        value switch
        {
            long number => number,
            bool truth => truth ? 1L : 0L,
            double number => ToInteger(number),
            string text => ParseInteger(text.Trim()),
            _ => null,
        };

    /// <summary>Rounded towards 0. NaN gives 0 as in Neo4j; what does not fit 64 bits is an error.</summary>
    private static long? ToInteger(double number)
    {
        if (double.IsNaN(number))
            return 0;
        var fits = number >= -TwoTo63 && number < TwoTo63;
        return fits ? (long)number : throw CypherErrors.Overflow("toInteger()");
    }

    private static object? ParseInteger(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        var parsed = ParseFloat(text);
        var fits = parsed is >= -TwoTo63 and < TwoTo63;
        return fits ? (long)parsed!.Value : null;
    }

    private static object? ToFloat(object value) =>
        value switch
        {
            long number => (double)number,
            double number => number,
            string text => ParseFloat(text.Trim()),
            _ => null,
        };

    private static double? ParseFloat(string text) =>
        text switch
        {
            "NaN" => double.NaN,
            "Infinity" or "+Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => ParseDigits(text),
        };

    /// <summary>.NET would also read its own names of NaN and infinity.</summary>
    private static double? ParseDigits(string text)
    {
        var hasName = text.Any(c => char.IsLetter(c) && c is not ('e' or 'E'));
        return !hasName && double.TryParse(text, FloatStyles, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }

    private static object? ToText(object value) => Texts.ToText(value);
}
