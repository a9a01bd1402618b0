using System.CommandLine;
using KgRca.Eval;

var dataset = new Option<DirectoryInfo>("--dataset") { Description = "Folder with labels.jsonl", Required = true };
var output = new Option<FileInfo?>("--out") { Description = "File for the predictions, a line a case" };
var root = new RootCommand("Replays a data set's captures into fresh engines and says how often the cause is found.") { dataset, output };
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
    if (result.GetValue(output) is { } file) Predictions.Write(file.FullName, outcomes);
    Report.Write(outcomes, Console.Out);
    return 0;
});
return await root.Parse(args).InvokeAsync();
