using System.CommandLine;
using KgRca.Agent;
using KgRca.Agent.Checking;
using KgRca.Agent.Recording;
using KgRca.Agent.Replay;
using KgRca.Agent.Watching;

var root = new RootCommand("Sends a Kubernetes cluster's events, state, logs and alerts to KG RCA.")
{
    WatchCommand.Create(),
    CheckCommand.Create(),
    RecordCommand.Create(),
    ReplayCommand.Create(),
};
return await root.Parse(args.Length == 0 && AgentSettings.IsInCluster ? ["watch"] : args).InvokeAsync();
