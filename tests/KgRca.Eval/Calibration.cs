namespace KgRca.Eval;

/// <summary>How well the confidence of first answers says how often they are right.</summary>
internal static class Calibration
{
    /// <summary>A class of causes with fewer first answers than this says nothing about its calibration.</summary>
    public const int LeastCases = 10;

    /// <summary>The first answers of one class of causes.</summary>
    /// <param name="Cause">The class.</param>
    /// <param name="Cases">How many cases have it as their first answer.</param>
    /// <param name="Confidence">The mean confidence of these answers.</param>
    /// <param name="Frequency">The share of them that is right.</param>
    public sealed record Class(string Cause, int Cases, double Confidence, double Frequency);

    /// <summary>
    /// The mean squared distance of the first answer's confidence from 1 where it is right and from 0 where it is wrong
    /// (Brier, 1950), over the cases that have an answer.
    /// </summary>
    public static double Brier(IEnumerable<DataSetResult> sets) =>
        First(sets)
            .Select(first => Math.Pow(first.Answer.Confidence - (first.IsRight ? 1 : 0), 2))
            .DefaultIfEmpty(0)
            .Average();

    /// <summary>The classes with <see cref="LeastCases"/> first answers or more.</summary>
    public static IReadOnlyList<Class> Classes(IEnumerable<DataSetResult> sets) =>
        [
            .. First(sets)
                .GroupBy(first => first.Answer.Cause)
                .Where(group => group.Count() >= LeastCases)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new Class(
                    group.Key,
                    group.Count(),
                    group.Average(first => first.Answer.Confidence),
                    group.Average(first => first.IsRight ? 1.0 : 0)
                )),
        ];

    private static IEnumerable<(Answer Answer, bool IsRight)> First(IEnumerable<DataSetResult> sets) =>
        from set in sets
        from outcome in set.Outcomes
        where outcome.Ranked.Count > 0
        select (outcome.Ranked[0], outcome.RankOf(set.CauseCounts) == 1);
}
