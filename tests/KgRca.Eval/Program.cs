using System.CommandLine;
using KgRca.Eval;

var dataset = new Option<DirectoryInfo>("--dataset") { Description = "Folder with labels.jsonl", Required = true };
var output = new Option<FileInfo?>("--out") { Description = "File for the predictions, a line a case" };
var page = new Option<FileInfo?>("--report")
{
    Description = "Markdown file to which the data set's part of docs/accuracy.md is appended",
};
var root = new RootCommand("Replays a data set's captures into fresh engines and says how often the cause is found.")
{
    dataset,
    output,
    page,
};
root.SetAction(result =>
{
    var folder = result.GetRequiredValue(dataset);
    var labels = Path.Combine(folder.FullName, "labels.jsonl");
    if (!File.Exists(labels))
    {
        Console.Error.WriteLine($"{labels} does not exist.");
        return 1;
    }
    var outcomes = LabelledCase.ReadAll(labels).Select(item => CaseRunner.Run(item, folder.FullName)).ToList();
    if (result.GetValue(output) is { } file)
        Predictions.Write(file.FullName, outcomes);
    Report.Write(outcomes, Console.Out);
    if (result.GetValue(page) is { } report)
    {
        var normal = new DirectoryInfo(Path.Combine(folder.FullName, "normal"));
        var healthy = normal.Exists
            ? normal
                .GetFiles("*.jsonl.gz")
                .OrderBy(file => file.Name, StringComparer.Ordinal)
                .Select(file => (file.Name, CaseRunner.CountIncidents(file.FullName)))
                .ToList()
            : [];
        var parts = outcomes
            .Where(outcome => outcome.Case.HealthyUntil is not null)
            .Select(outcome =>
                CaseRunner.CountIncidents(
                    Path.Combine(folder.FullName, outcome.Case.Capture),
                    outcome.Case.HealthyUntil
                )
            )
            .ToList();
        using var text = report.AppendText();
        AccuracyPage.Write(folder.Name, outcomes, healthy, parts, text);
    }
    return 0;
});
return await root.Parse(args).InvokeAsync();
