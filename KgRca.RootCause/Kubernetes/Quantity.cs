using System.Buffers;
using System.Globalization;

namespace KgRca.RootCause.Kubernetes;

/// <summary>Amounts as Kubernetes writes them: <c>10Gi</c>, <c>500m</c>, <c>2</c>.</summary>
internal static class Quantity
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>The amount in whole units (bytes, cores, objects); null where the text is no quantity.</summary>
    public static double? Of(string? text)
    {
        if (text is null)
            return null;
        var end = text.AsSpan().IndexOfAnyExcept(NumberCharacters);
        var (number, unit) = end < 0 ? (text, "") : (text[..end], text[end..]);
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            return null;
        return value * Factor(unit);
    }

    private static double? Factor(string unit) =>
        unit switch
        {
            "" => 1,
            "m" => 1e-3,
            "k" => 1e3,
            "M" => 1e6,
            "G" => 1e9,
            "T" => 1e12,
            "P" => 1e15,
            "Ki" => 1L << 10,
            "Mi" => 1L << 20,
            "Gi" => 1L << 30,
            "Ti" => 1L << 40,
            "Pi" => 1L << 50,
            _ => null,
        };
}
