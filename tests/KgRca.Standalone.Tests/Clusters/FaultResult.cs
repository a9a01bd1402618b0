using System.Globalization;

namespace KgRca.Standalone.Tests.Clusters;

/// <summary>How it went with a fault.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Answer">What was named at the end: of an incident the first answer, else the findings.</param>
/// <param name="Named">Seconds from the first symptom in the API server until the right cause was named, by a finding
/// or an incident's first answer; null where that never came.</param>
/// <param name="Answered">Seconds from the write that broke it, its command's start included, until an incident had the
/// right answer first, or a finding where nothing fails; null where there was none.</param>
/// <param name="Incidents">How many incidents there were.</param>
/// <param name="Closed">Seconds from the mending until the incident was closed, or the finding gone; null where that
/// never came.</param>
internal sealed record FaultResult(
    Fault Fault,
    string Answer,
    double? Named = null,
    double? Answered = null,
    int Incidents = 0,
    double? Closed = null
)
{
    private const string Header =
        "| fault | named first | named after s | answered after s | incidents | closed after s |\n|---|---|---:|---:|---:|---:|\n";

    /// <summary>Whether all is as it has to be.</summary>
    public bool IsGood =>
        Answer.Split(", ").Contains(Fault.Answer)
        && Named is not null
        && Answered is not null
        && Incidents == (Fault.IsFinding ? 0 : 1)
        && Closed is not null;

    /// <summary>All results, and how many were answered how soon.</summary>
    public static string Table(IReadOnlyCollection<FaultResult> results)
    {
        var counts = ((double[])[2, 5, 12, 70]).Select(limit =>
            $"{results.Count(result => result.Answered <= limit)} within {limit} s"
        );
        return $"{Header}{string.Join('\n', results)}\n\n{results.Count(result => result.IsGood)} of {results.Count} right; answered {string.Join(", ", counts)}; named {results.Count(result => result.Named <= 2)} within 2 s";
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"| {Fault.Name} | `{Answer}` | {Text(Named, "0.0")} | {Text(Answered, "0.0")}{(Fault.IsFinding ? " (finding)" : "")} | {Incidents} | {Text(Closed, "0")} |{(IsGood ? "" : $" expected `{Fault.Answer}`")}";

    private static string Text(double? seconds, string format) =>
        seconds?.ToString(format, CultureInfo.InvariantCulture) ?? "never";
}
