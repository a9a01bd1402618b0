using System.Globalization;

namespace KgRca.Graph.Cypher.Values;

/// <summary>Writes floats as Neo4j does: the shortest text that reads back as the same number, with a point in it.</summary>
internal static class FloatText
{
    private const double SmallestWithoutExponent = 1e-3;
    private const double FirstWithExponent = 1e7;

    public static string Format(double number)
    {
        if (double.IsNaN(number))
            return "NaN";
        if (double.IsInfinity(number))
            return number > 0 ? "Infinity" : "-Infinity";
        var size = Math.Abs(number);
        var sign = double.IsNegative(number) ? "-" : "";
        var text = size.ToString("R", CultureInfo.InvariantCulture);
        if (size is 0 or >= SmallestWithoutExponent and < FirstWithExponent)
            return sign + (text.Contains('.') ? text : text + ".0");
        return sign + WithExponent(text);
    }

    private static string WithExponent(string text)
    {
        var mark = text.IndexOf('E');
        var exponent = mark < 0 ? 0 : int.Parse(text.AsSpan(mark + 1), CultureInfo.InvariantCulture);
        var mantissa = mark < 0 ? text : text[..mark];
        var point = mantissa.IndexOf('.') is >= 0 and var found ? found : mantissa.Length;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var significant = digits.TrimStart('0');
        exponent += point - (digits.Length - significant.Length) - 1;
        significant = significant.TrimEnd('0');
        var rest = significant.Length > 1 ? significant[1..] : "0";
        return string.Create(CultureInfo.InvariantCulture, $"{significant[0]}.{rest}E{exponent}");
    }
}
