using System.CommandLine;
using KgRca.Scenarios;

var output = new Option<FileInfo>("--out") { Description = "File to write, .jsonl.gz", Required = true };
var root = new RootCommand("Writes the demo's capture: a small shop and six faults.") { output };
root.SetAction(result => CaptureFile.Write(result.GetRequiredValue(output).FullName, ShopScenario.Generate()));
return await root.Parse(args).InvokeAsync();
