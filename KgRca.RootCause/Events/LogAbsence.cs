namespace KgRca.RootCause.Events;

/// <summary>How improbable it is that a kind of lines is absent by chance.</summary>
/// <param name="Line">The kind.</param>
/// <param name="Probability">From 0 to 1.</param>
/// <param name="Expected">How many lines would have been expected since.</param>
/// <param name="Other">A kind of the same container's lines that goes on.</param>
/// <param name="Until">When that was last written, as far as it is known that no line of the silent kind is still to
/// come.</param>
internal sealed record LogAbsence(
    LineHistory Line,
    double Probability,
    double Expected,
    LineHistory Other,
    DateTimeOffset Until
)
{
    /// <summary>
    /// Agents count quiet lines for a minute before they send them: for so long after one kind of lines was seen,
    /// another may still be to come.
    /// </summary>
    public static readonly TimeSpan Ripening = TimeSpan.FromMinutes(1);

    // Too few lines to tell anything from.
    private const int Fewest = 8;

    // Lines of one minute come in bursts: no more of them count as independent.
    private const int Independent = 10;

    // So many lines of the others make a minute in which the silent one might have been expected.
    private const int Minute = 5;

    // Before anything else is known of a kind: one in ten pauses for a minute in which others go on.
    private const double Pauses = 0.1;

    // What is shorter may lie between two requests.
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The silence of a kind of lines, by that of its container's others which shows it best; null where none does, or
    /// the kind is not of the container's main work.
    /// </summary>
    /// <param name="line">The kind.</param>
    /// <param name="others">All kinds of its container.</param>
    /// <param name="asOf">The time of judging.</param>
    public static LogAbsence? Of(LineHistory line, IReadOnlyCollection<LineHistory> others, DateTimeOffset asOf)
    {
        if (line.Count < Fewest)
            return null;
        var pause = PauseOf(line, others.Min(other => other.Since));
        LogAbsence? best = null;
        foreach (var other in others)
        {
            if (other == line)
                continue;
            var around = Company.Of(other, line, asOf);
            if (around.Before > 2 * line.Count)
                return null;
            if (around.Before <= 0 || around.Until - line.Last < Shortest)
                continue;
            var expected = line.Count / around.Before * around.After;
            var probability = Math.Max(
                NegativeBinomial(expected, IndependentOf(line), around),
                Math.Pow(pause, around.Minutes)
            );
            if (best is null || probability < best.Probability)
                best = new LogAbsence(line, probability, expected, other, around.Until);
        }
        return best;
    }

    /// <summary>
    /// How probable none is where so many are expected, by counts that vary more than those of independent lines, and
    /// are themselves known from few.
    /// </summary>
    private static double NegativeBinomial(double expected, double line, Company around)
    {
        var shape = 1 / (1 / line + 1 / around.IndependentBefore + 1 / around.IndependentAfter);
        return Math.Pow(1 + expected / shape, -shape);
    }

    private static double IndependentOf(LineHistory line) => line.Spans.Sum(span => Math.Min(span.Count, Independent));

    /// <summary>
    /// In what share of the minutes that are known the kind had paused, those before it was first written among them.
    /// </summary>
    private static double PauseOf(LineHistory line, DateTimeOffset since)
    {
        var pauses = (int)(line.Since - since).TotalMinutes;
        for (var i = 1; i < line.Spans.Count; i++)
            pauses += (int)Math.Max(0, (line.Spans[i].First - line.Spans[i - 1].Last).TotalMinutes);
        return (pauses + Pauses) / (pauses + line.Spans.Count + 1);
    }

    /// <summary>How another kind of lines fared while one was written, and since.</summary>
    private readonly record struct Company(
        double Before,
        double After,
        double IndependentBefore,
        double IndependentAfter,
        double Minutes,
        DateTimeOffset Until
    )
    {
        public static Company Of(LineHistory other, LineHistory line, DateTimeOffset asOf)
        {
            var company = new Company(0, 0, 0, 0, 0, line.Last);
            var ripe = asOf - other.Seen >= Ripening ? other.Spans.Count : other.Spans.Count - 1;
            for (var i = 0; i < ripe; i++)
            {
                var span = other.Spans[i];
                var after = span.After(line.Last);
                var before = span.Last < line.First ? 0 : span.Count - after;
                company = new Company(
                    company.Before + before,
                    company.After + after,
                    company.IndependentBefore + Math.Min(before, Independent),
                    company.IndependentAfter + Math.Min(after, Independent),
                    company.Minutes + Math.Min(1, after / Minute),
                    after > 0 ? span.Last : company.Until
                );
            }
            return company;
        }
    }
}
