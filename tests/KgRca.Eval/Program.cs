using System.CommandLine;
using KgRca.Eval;

var datasets = new Option<DirectoryInfo[]>("--dataset")
{
    Description = "Folder with labels.jsonl; may be repeated",
    Required = true,
    AllowMultipleArgumentsPerToken = true,
};
var output = new Option<FileInfo?>("--out") { Description = "File for the predictions, a line a case" };
var undecided = new Option<FileInfo?>("--undecided")
{
    Description = "File with the ids of cases whose deciding evidence is not in the capture, each with the reason",
};
var page = new Option<FileInfo?>("--report") { Description = "Markdown file to write, as docs/accuracy.md" };
var root = new RootCommand("Replays captures into fresh engines and reports how often the first answer is right.")
{
    datasets,
    output,
    undecided,
    page,
};
root.SetAction(result =>
{
    var folders = result.GetRequiredValue(datasets);
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
