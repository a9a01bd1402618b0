using System.CommandLine;
using KgRca.Agent.Recording;
using KgRca.Agent.Replay;

var root = new RootCommand("Brings what happens in a Kubernetes cluster to KG RCA.") { RecordCommand.Create(), ReplayCommand.Create() };
return await root.Parse(args).InvokeAsync();
