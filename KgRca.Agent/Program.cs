using System.CommandLine;
using KgRca.Agent;
using KgRca.Agent.Checking;
using KgRca.Agent.Recording;
using KgRca.Agent.Replay;
using KgRca.Agent.Watching;

var root = new RootCommand("Brings what happens in a Kubernetes cluster to KG RCA.")
{
    WatchCommand.Create(),
    CheckCommand.Create(),
    RecordCommand.Create(),
    ReplayCommand.Create(),
};
return await root.Parse(args.Length == 0 && AgentSettings.IsInCluster ? ["watch"] : args).InvokeAsync();
