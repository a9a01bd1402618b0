using System.Globalization;
using System.Text.RegularExpressions;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Functions;

/// <summary>Reads durations from maps and by ISO 8601 from texts.</summary>
internal static partial class DurationParser
{
    private const RegexOptions Options =
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace;

    private const string Number = @"[+-]?\d{1,19}([.,]\d{1,28})?";

    private static readonly string[] Units =
    [
        "years",
        "quarters",
        "months",
        "weeks",
        "days",
        "hours",
        "minutes",
        "seconds",
        "milliseconds",
        "microseconds",
        "nanoseconds",
    ];

    /// <summary>The duration that a text such as <c>P1Y2M10DT2H30M</c> or <c>P2012-02-02T14:37:21.545</c> gives.</summary>
    /// <exception cref="CypherException">The text is no duration.</exception>
    public static CypherDuration Parse(string text)
    {
        var match = WithUnits().Match(text);
        if (!match.Success)
            match = AsDateTime().Match(text);
        if (!match.Success)
            throw CypherErrors.Value($"'{text}' is no Duration.");
        var duration = Build(unit => match.Groups[unit] is { Success: true } part ? Decimal(part.Value) : null);
        return match.Groups["sign"].Value == "-" ? duration.Negate() : duration;
    }

    /// <summary>The duration that a map such as <c>{days: 1.5, hours: 3}</c> gives.</summary>
    /// <exception cref="CypherException">The map has other keys, or values that are not numbers.</exception>
    public static CypherDuration FromMap(CypherMap map)
    {
        var unknown = map.Keys.FirstOrDefault(key => !Units.Contains(key, StringComparer.Ordinal));
        if (unknown is not null)
            throw CypherErrors.Value($"'{unknown}' is no part of a duration.");
        return Build(unit =>
            map.Get(unit) switch
            {
                null => null,
                long or double => CypherArithmetic.ToDecimal(map[unit]!),
                var other => throw CypherErrors.Value($"'{unit}' is a number, not {CypherText.Format(other)}."),
            }
        );
    }

    private static CypherDuration Build(Func<string, decimal?> part)
    {
        decimal Of(string unit) => part(unit) ?? 0;
        try
        {
            var months = Of("years") * 12 + Of("quarters") * 3 + Of("months");
            var days = Of("weeks") * 7 + Of("days");
            var subseconds = Of("milliseconds") / 1_000m + Of("microseconds") / 1_000_000m;
            var seconds = Of("hours") * 3600 + Of("minutes") * 60 + Of("seconds");
            return CypherDuration.Of(months, days, seconds + subseconds + Of("nanoseconds") / 1_000_000_000m);
        }
        catch (OverflowException)
        {
            throw CypherErrors.Overflow("a calculation with durations");
        }
    }

    private static decimal Decimal(string number)
    {
        var text = number.Replace(',', '.');
        return decimal.TryParse(text, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw CypherErrors.Overflow("a calculation with durations");
    }

    [GeneratedRegex(
        $"""
            \A(?<sign>[+-])?P(?=.)
            ((?<years>{Number})Y)?((?<quarters>{Number})Q)?((?<months>{Number})M)?
            ((?<weeks>{Number})W)?((?<days>{Number})D)?
            (T(?=.)((?<hours>{Number})H)?((?<minutes>{Number})M)?((?<seconds>{Number})S)?)?\z
            """,
        Options
    )]
    private static partial Regex WithUnits();

    [GeneratedRegex(
        """
            \A(?<sign>[+-])?P(?<years>\d{4})-?(?<months>\d{2})-?(?<days>\d{2})
            T(?<hours>\d{2}):?(?<minutes>\d{2}):?(?<seconds>\d{2}([.,]\d{1,9})?)\z
            """,
        Options
    )]
    private static partial Regex AsDateTime();
}
