namespace KgRca.Eval;

/// <summary>
/// Cases whose capture lacks the evidence that decides between causes, such as a container's log that the source does
/// not have. Read from a file: a case a line, then the reason.
/// </summary>
internal sealed class UndecidedCases
{
    private readonly Dictionary<string, string> _reasons = new(StringComparer.Ordinal);

    /// <summary>Reads the file; without one there are none.</summary>
    public static UndecidedCases Read(FileInfo? file)
    {
        var cases = new UndecidedCases();
        foreach (var line in file is null ? [] : File.ReadLines(file.FullName))
        {
            var parts = line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries);
            if (parts is [var id, ..] && !id.StartsWith('#'))
                cases._reasons[id] = parts.Length > 1 ? parts[1].Trim() : "The evidence is not in the capture.";
        }
        return cases;
    }

    /// <summary>Why a case cannot be decided; null where it can.</summary>
    public string? ReasonFor(LabelledCase item) => _reasons.GetValueOrDefault(item.CaseId);

    /// <summary>The outcomes of cases that can be decided.</summary>
    public IReadOnlyList<Outcome> Without(IEnumerable<Outcome> outcomes) =>
        [.. outcomes.Where(outcome => !_reasons.ContainsKey(outcome.Case.CaseId))];
}
