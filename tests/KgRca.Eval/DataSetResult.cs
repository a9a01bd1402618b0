using KgRca.RootCause.Rules;

namespace KgRca.Eval;

/// <summary>What the engine said of a data set.</summary>
/// <param name="Name">The data set's name.</param>
/// <param name="Outcomes">A case each.</param>
/// <param name="Healthy">Captures of a healthy cluster, with the number of incidents that each opened.</param>
/// <param name="HealthyStarts">The incidents opened before the fault, for each capture that says when it was made.</param>
internal sealed record DataSetResult(
    string Name,
    IReadOnlyList<Outcome> Outcomes,
    IReadOnlyList<(string Capture, int Incidents)> Healthy,
    IReadOnlyList<int> HealthyStarts
)
{
    /// <summary>
    /// Whether a right answer has to name the cause too. A data set whose labels use words of its own, such as how a
    /// fault was injected, is judged by the object alone.
    /// </summary>
    public bool CauseCounts { get; } =
        Outcomes
            .SelectMany(outcome => outcome.Case.Expected)
            .Any(answer => CauseClasses.Find(answer.Cause) is not null);

    /// <summary>Replays all captures of a folder with <c>labels.jsonl</c>.</summary>
    public static DataSetResult Run(DirectoryInfo folder)
    {
        var outcomes = LabelledCase
            .ReadAll(Path.Combine(folder.FullName, "labels.jsonl"))
            .Select(item => CaseRunner.Run(item, folder.FullName))
            .ToList();
        var starts =
            from outcome in outcomes
            where outcome.Case.HealthyUntil is not null
            let path = Path.Combine(folder.FullName, outcome.Case.Capture)
            select CaseRunner.CountIncidents(path, outcome.Case.HealthyUntil);
        return new DataSetResult(folder.Name, outcomes, [.. RunHealthy(folder)], [.. starts]);
    }

    private static IEnumerable<(string, int)> RunHealthy(DirectoryInfo folder)
    {
        var normal = new DirectoryInfo(Path.Combine(folder.FullName, "normal"));
        return normal.Exists
            ? normal
                .GetFiles("*.jsonl.gz")
                .OrderBy(file => file.Name, StringComparer.Ordinal)
                .Select(file => (file.Name, CaseRunner.CountIncidents(file.FullName)))
            : [];
    }
}
