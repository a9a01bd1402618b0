using System.CommandLine;
using KgRca.Eval;
using KgRca.RootCause.Rules;

var datasets = new Option<DirectoryInfo[]>("--dataset")
{
    Description = "Folder with labels.jsonl; may be repeated",
    AllowMultipleArgumentsPerToken = true,
};
var output = new Option<FileInfo?>("--out") { Description = "File for the predictions, a line a case" };
var undecided = new Option<FileInfo?>("--undecided")
{
    Description = "File with the ids of cases whose deciding evidence is not in the capture, each with the reason",
};
var page = new Option<FileInfo?>("--report") { Description = "Markdown file to write, as docs/accuracy.md" };
var causes = new Option<FileInfo?>("--causes")
{
    Description = "Writes docs/causes.md from the rules, and nothing else",
};
var capture = new Option<FileInfo?>("--incidents")
{
    Description = "Lists the incidents of one capture with their errors and causes, and does nothing else",
};
var root = new RootCommand("Replays captures into fresh engines and reports how often the first answer is right.")
{
    datasets,
    output,
    undecided,
    page,
    causes,
    capture,
};
root.SetAction(result =>
{
    if (result.GetValue(causes) is { } document)
    {
        File.WriteAllText(document.FullName, CausesDocument.Text());
        return 0;
    }
    if (result.GetValue(capture) is { } replayed)
    {
        IncidentList.Write(replayed.FullName, Console.Out);
        return 0;
    }
    var folders = result.GetValue(datasets) ?? [];
    if (folders.Length == 0)
    {
        Console.Error.WriteLine("--dataset is missing.");
        return 1;
    }
    foreach (var folder in folders)
    {
        var labels = Path.Combine(folder.FullName, "labels.jsonl");
        if (File.Exists(labels))
            continue;
        Console.Error.WriteLine($"{labels} does not exist.");
        return 1;
    }
    var sets = folders.Select(DataSetResult.Run).ToList();
    var notDecided = UndecidedCases.Read(result.GetValue(undecided));
    if (result.GetValue(output) is { } file)
        Predictions.Write(file.FullName, sets.SelectMany(set => set.Outcomes));
    Report.Write(sets, notDecided, Console.Out);
    if (result.GetValue(page) is { } report)
    {
        using var text = report.CreateText();
        AccuracyPage.Write(sets, notDecided, text);
    }
    return 0;
});
return await root.Parse(args).InvokeAsync();
