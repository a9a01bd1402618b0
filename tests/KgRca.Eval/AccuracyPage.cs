using System.Globalization;
using KgRca.RootCause.Taxonomy;

namespace KgRca.Eval;

/// <summary>
/// A page on how often the engine is right: by category, by cause, and every case in which it is not.
/// </summary>
internal static class AccuracyPage
{
    private const int ListedAnswers = 3;

    /// <summary>Writes the page in Markdown.</summary>
    /// <param name="name">The data set's name.</param>
    /// <param name="outcomes">What the engine said of each case.</param>
    /// <param name="healthy">Captures of a healthy cluster, with the incidents that they opened.</param>
    /// <param name="parts">The incidents that the healthy first minutes of captures opened, where it is known how long
    /// these are.</param>
    /// <param name="output">Gets the page.</param>
    public static void Write(
        string name,
        IReadOnlyList<Outcome> outcomes,
        IReadOnlyList<(string Capture, int Incidents)> healthy,
        IReadOnlyList<int> parts,
        TextWriter output
    )
    {
        // Where a data set names causes in words of its own, such as how a fault was injected, an operator is told none
        // of them: the object alone counts.
        var withCause = outcomes.Any(outcome => CauseClasses.Find(outcome.Case.Expected.Cause) is not null);
        output.WriteLine($"## {name}");
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{outcomes.Count} cases. Brier score of the first answer's confidence: {outcomes.Average(outcome => outcome.Brier(withCause)):0.000}. A case's whole capture takes {Milliseconds(outcomes, outcome => outcome.Total)} on one core at the 95th percentile, the longest record of it {Milliseconds(outcomes, outcome => outcome.Longest)}."
            )
        );
        if (parts.Count > 0)
            output.WriteLine(
                $"Incidents over the first minutes of {parts.Count} captures, before their fault: {parts.Sum()}, in {parts.Count(incidents => incidents > 0)} of them."
            );
        foreach (var (capture, incidents) in healthy)
            output.WriteLine($"Incidents over the healthy capture {capture}: {incidents}.");
        output.WriteLine();
        WriteTable("category", outcomes.GroupBy(outcome => outcome.Case.Category), outcomes, output);
        WriteTable("cause", outcomes.GroupBy(outcome => outcome.Case.Expected.Cause), outcomes, output);
        output.WriteLine($"Cases in which the first answer is wrong{(withCause ? "" : ", by its object")}:");
        output.WriteLine();
        output.WriteLine("| case | right | its rank | first answers | why |");
        output.WriteLine("|---|---|---:|---|---|");
        foreach (
            var outcome in outcomes
                .Where(outcome => outcome.RankOf(withCause) != 1)
                .OrderBy(outcome => outcome.Case.CaseId, StringComparer.Ordinal)
        )
            output.WriteLine(
                $"| {outcome.Case.CaseId} | {Text(outcome.Case.Expected)} | {outcome.RankOf(withCause)?.ToString(CultureInfo.InvariantCulture) ?? "none"} | {string.Join("; ", outcome.Ranked.Take(ListedAnswers).Select(item => Text(item.Answer)))} | {Why(outcome, withCause)} |"
            );
        output.WriteLine();
    }

    /// <summary>Why the right answer is not the first, as far as the answers show it.</summary>
    private static string Why(Outcome outcome, bool withCause)
    {
        if (outcome.Ranked is not [var first, ..])
            return "No incident was opened.";
        if (outcome.RankOf(withCause) is { } rank)
        {
            var right = outcome.Ranked[rank - 1];
            return string.Create(
                    CultureInfo.InvariantCulture,
                    $"Its confidence is {right.Confidence:0.00}, that of the first {first.Confidence:0.00}. {right.Against}"
                )
                .TrimEnd();
        }
        return outcome.Ranked.FirstOrDefault(item => item.Answer.SameObject(outcome.Case.Expected)) is { } other
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The object is blamed for `{other.Answer.Cause}`, with confidence {other.Confidence:0.00}: nothing in the capture was read as the right cause."
            )
            : "Nothing in the capture was read as a cause on this object, or ten others are more likely.";
    }

    private static void WriteTable(
        string title,
        IEnumerable<IGrouping<string, Outcome>> groups,
        IReadOnlyList<Outcome> all,
        TextWriter output
    )
    {
        output.WriteLine(
            $"| {title} | cases | object A@1 | A@3 | object and cause A@1 | A@3 | published score alone A@1 | A@3 |"
        );
        output.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var group in groups.OrderBy(group => group.Key, StringComparer.Ordinal))
            output.WriteLine(Row(group.Key, [.. group]));
        output.WriteLine(Row("all", all));
        output.WriteLine();
    }

    private static string Row(string name, IReadOnlyList<Outcome> outcomes) =>
        $"| {name} | {outcomes.Count} | {Cells(outcomes, outcome => outcome.RankOf(withCause: false))} | "
        + $"{Cells(outcomes, outcome => outcome.RankOf(withCause: true))} | {Cells(outcomes, outcome => outcome.PublishedRankOf(withCause: true))} |";

    private static string Cells(IReadOnlyList<Outcome> outcomes, Func<Outcome, int?> rank) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Report.Accuracy(outcomes, 1, rank):0.00} | {Report.Accuracy(outcomes, 3, rank):0.00}"
        );

    private static string Milliseconds(IReadOnlyList<Outcome> outcomes, Func<Outcome, TimeSpan> time) =>
        string.Create(CultureInfo.InvariantCulture, $"{Report.Percentile(outcomes, 0.95, time):0.0} ms");

    private static string Text(Answer answer) => $"{answer.Kind} {answer.Name}: `{answer.Cause}`";
}
