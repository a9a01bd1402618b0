using Spectre.Console;

namespace KgRca.Agent.Checking;

/// <summary>Shows findings as a table, and below it what to do.</summary>
internal static class FindingTable
{
    /// <summary>Writes them.</summary>
    /// <returns>Whether nothing is missing.</returns>
    public static bool Write(IAnsiConsole console, IReadOnlyList<Finding> findings)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        table
            .AddColumn(new TableColumn("") { NoWrap = true })
            .AddColumn(new TableColumn("") { NoWrap = true })
            .AddColumn("");
        foreach (var finding in findings)
            table.AddRow(
                new Markup(Mark(finding.Verdict)),
                new Text(finding.Subject),
                new Text(finding.Advice is null ? finding.Text : $"{finding.Text}\n{finding.Advice}")
            );
        console.Write(table);
        var missing = findings.Count(finding => finding.Verdict == Verdict.Missing);
        console.WriteLine(
            missing switch
            {
                0 => "No problems found.",
                1 => "1 problem found.",
                _ => $"{missing} problems found.",
            }
        );
        return missing == 0;
    }

    private static string Mark(Verdict verdict) =>
        verdict switch
        {
            Verdict.Well => "[green]ok[/]",
            Verdict.Note => "[yellow]note[/]",
            _ => "[red]missing[/]",
        };
}
