using System.Globalization;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Dependencies;

/// <summary>What the calls of a pair were like over a while.</summary>
/// <param name="Calls">The figures.</param>
/// <param name="Count">How many calls they rest on.</param>
internal readonly record struct CallReading(CallStatistics Calls, long Count)
{
    /// <summary>A reading whose figures have three digits: what differs by less is the same.</summary>
    public static CallReading Of(
        CallSource source,
        long count,
        double rate,
        double? errorRatio = null,
        double? p50 = null,
        double? p95 = null
    ) => new(new CallStatistics(source, Round(rate), Round(errorRatio), Round(p50), Round(p95)), count);

    private static double? Round(double? value) =>
        value is { } number
            ? double.Parse(number.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : null;
}
