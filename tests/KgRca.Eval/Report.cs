using System.Globalization;

namespace KgRca.Eval;

/// <summary>The tables on the console: how often the right answer is among the first, and how sure it is.</summary>
internal static class Report
{
    // A right answer that is not among the ten counts as the eleventh in the mean rank.
    private const int MissingRank = 11;
    private static readonly int[] Tops = [1, 3, 5, 10];

    /// <summary>Writes the tables of all data sets.</summary>
    public static void Write(IReadOnlyList<DataSetResult> sets, UndecidedCases undecided, TextWriter output)
    {
        foreach (var set in sets)
            Write(set, undecided, output);
        output.WriteLine(Text($"Brier score of first answers, all data sets: {Calibration.Brier(sets):0.000}"));
        foreach (var item in Calibration.Classes(sets))
            output.WriteLine(
                Text(
                    $"  {item.Cause, -36} {item.Cases, 4} cases, confidence {item.Confidence:0.00}, right {item.Frequency:0.00}"
                )
            );
    }

    /// <summary>A percentile of the cases' times in milliseconds, nearest rank.</summary>
    public static double Percentile(IReadOnlyList<Outcome> outcomes, double share, Func<Outcome, TimeSpan> time)
    {
        var times = outcomes.Select(outcome => time(outcome).TotalMilliseconds).Order().ToList();
        return times[(int)Math.Ceiling(times.Count * share) - 1];
    }

    /// <summary>The share of cases whose right answer is among the first.</summary>
    public static double Accuracy(IReadOnlyCollection<Outcome> outcomes, int top, Func<Outcome, int?> rank) =>
        (double)outcomes.Count(outcome => (rank(outcome) ?? MissingRank) <= top) / outcomes.Count;

    private static void Write(DataSetResult set, UndecidedCases undecided, TextWriter output)
    {
        var outcomes = set.Outcomes;
        output.WriteLine(set.Name);
        output.WriteLine($"{"", -16} {"", 6}   object only                          object and cause");
        output.WriteLine($"{"category", -16} {"cases", 6}   {Header()}   {Header()}");
        var categories = outcomes.GroupBy(outcome => outcome.Case.Category);
        foreach (var group in categories.OrderBy(group => group.Key, StringComparer.Ordinal))
            output.WriteLine(Row(group.Key, [.. group]));
        if (outcomes.Count == 0)
            return;
        output.WriteLine(Row("all", outcomes));
        var decided = undecided.Without(outcomes);
        if (decided.Count > 0 && decided.Count < outcomes.Count)
            output.WriteLine(Row("decided", decided));
        output.WriteLine(
            Text(
                $"latency (longest record of a case): median {Percentile(outcomes, 0.5, outcome => outcome.Longest):0.00} ms, 95th percentile {Percentile(outcomes, 0.95, outcome => outcome.Longest):0.00} ms"
            )
        );
        output.WriteLine(Text($"Brier score of first answers: {Calibration.Brier([set]):0.000}"));
        if (set.HealthyStarts.Count > 0)
            output.WriteLine(
                $"incidents before the fault: {set.HealthyStarts.Sum()} in {set.HealthyStarts.Count} captures"
            );
        foreach (var (capture, incidents) in set.Healthy)
            output.WriteLine($"incidents in healthy capture {capture}: {incidents}");
        output.WriteLine();
    }

    private static string Header() => string.Join(" ", Tops.Select(top => $"{$"A@{top}", 6}")) + $" {"MAR", 6}";

    private static string Row(string name, IReadOnlyList<Outcome> outcomes) =>
        $"{name, -16} {outcomes.Count, 6}   {Cells(outcomes, false)}   {Cells(outcomes, true)}";

    private static string Cells(IReadOnlyList<Outcome> outcomes, bool withCause)
    {
        var ranks = outcomes.Select(outcome => outcome.RankOf(withCause) ?? MissingRank).ToList();
        var shares = Tops.Select(top => Number((double)ranks.Count(rank => rank <= top) / ranks.Count));
        return string.Join(" ", shares) + $" {Number(ranks.Average())}";
    }

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture).PadLeft(6);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
