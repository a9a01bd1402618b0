using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Services;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Databases;

/// <summary>Which credential, server, migration or lock to look at.</summary>
internal static class DatabaseNextSteps
{
    private static readonly string[] OfDisk = ["disk", "space", "storage", "watermark", "log dirs", "persist", "AOF"];

    public static string? Of(Remedy remedy) =>
        remedy.Cause switch
        {
            Causes.DatabasePort => AddressNextSteps.Of(remedy),
            Causes.DatabaseCredentials => Credentials(remedy),
            Causes.ServerAlarm => Alarm(remedy),
            Causes.VaultSealed => Unseal(remedy),
            Causes.SchemaMigration => Migrate(remedy),
            Causes.MigrationLock => Release(remedy),
            Causes.DatabaseConnections => Connections(remedy),
            Causes.DatabaseReadOnly => ReadOnly(remedy),
            Causes.DataVersion => Version(remedy),
            _ => null,
        };

    private static string? Credentials(Remedy remedy)
    {
        if (remedy.Workload is not { } workload)
            return null;
        var server = DatabaseServers.Of(remedy.Evidence, remedy.Topology)?.Reference;
        var expected = server is null || server == workload ? "the server" : NextSteps.Name(server);
        if (RefusedLogin.Sources(remedy.Evidence, remedy.Topology).FirstOrDefault() is not { } source)
            return $"Compare the user and password that {NextSteps.Name(workload)} uses with what {expected} expects: "
                + $"{NextSteps.Command("describe", workload)}.";
        var key = source.Key is null ? "" : $"key {source.Key} of ";
        return $"Compare {key}{NextSteps.Name(source.Object)} ({source.Place} of {NextSteps.Name(workload)}) with what "
            + $"{expected} expects, correct it, then {NextSteps.Command("rollout restart", workload)}.";
    }

    private static string? Connections(Remedy remedy) =>
        remedy.Workload is { } client
            ? $"List the open connections on {Server(remedy)} by client; raise its connection limit, or lower the pool "
                + $"size of {NextSteps.Name(client)}: {NextSteps.Command("edit", client)}."
            : null;

    private static string? ReadOnly(Remedy remedy) =>
        remedy.Workload is { } client
            ? $"Point {NextSteps.Name(client)} to the primary, and check whether {Server(remedy)} is a replica, has a "
                + $"full disk or is set read-only: {NextSteps.Command("edit", client)}."
            : null;

    private static string? Version(Remedy remedy) =>
        remedy.Workload is { } client
            ? $"Run {NextSteps.Name(client)} at the version that wrote the data, or follow the documented upgrade path: "
                + $"{NextSteps.Command("rollout undo", client)}."
            : null;

    private static string Server(Remedy remedy) =>
        DatabaseServers.Of(remedy.Evidence, remedy.Topology)?.Reference is { } server
            ? NextSteps.Name(server)
            : PeerName.In(remedy.Message) ?? "the server";

    private static string Alarm(Remedy remedy)
    {
        var target = NextSteps.Name(remedy.Target);
        return Array.Exists(OfDisk, word => remedy.Message.Contains(word, StringComparison.OrdinalIgnoreCase))
            ? $"Free disk space of {target} or enlarge its volume, then clear the alarm if it stays: "
                + $"{NextSteps.Command("describe", remedy.Target)}."
            : $"Raise the memory of {target} or reduce what it holds, then check that the alarm is cleared: "
                + $"{NextSteps.Command("describe", remedy.Target)}.";
    }

    private static string Unseal(Remedy remedy)
    {
        var unseal = NextSteps.Command("exec -it", remedy.Target, "-- vault operator unseal");
        var before = Interruption(remedy) is { } why ? $" It was sealed when its Pod was restarted ({why})." : "";
        return $"Unseal {NextSteps.Name(remedy.Target)}: {unseal}.{before} Auto-unseal would survive restarts.";
    }

    /// <summary>What ended a Pod of the server before it said that it is sealed.</summary>
    private static string? Interruption(Remedy remedy)
    {
        if (
            remedy.Topology.Find(remedy.Cluster, remedy.Target.Kind, remedy.Target.Namespace ?? "", remedy.Target.Name)
            is not { } server
        )
            return null;
        foreach (var pod in CallGraph.PodsOf(server))
        {
            if (Ended(pod, "Evicted", "TaintManagerEviction", "Killing", "Preempted", "OOMKilling") is { } ended)
                return ended;
            if (
                WorkloadLookup.NodeOf(pod) is { } node
                && Ended(node, "NodeNotSchedulable", "Rebooted", "NodeNotReady") is { } left
            )
                return left;
        }
        return null;
    }

    private static string? Ended(ResourceState resource, params string[] reasons)
    {
        for (var i = resource.Candidates.Count - 1; i >= 0; i--)
            if (Array.IndexOf(reasons, resource.Candidates[i].Reason) >= 0)
                return $"{resource.Candidates[i].Reason} of {resource.Kind} {resource.Name}";
        return null;
    }

    private static string Migrate(Remedy remedy) =>
        remedy.Target.Kind == "Job"
            ? $"{NextSteps.Name(remedy.Target)} was to migrate the schema and failed. Read why: "
                + $"{NextSteps.Command("logs", remedy.Target)}, correct it, and run it again."
            : $"Run the migrations of {NextSteps.Name(remedy.Target)} against its database, and make its start wait for "
                + $"them: {NextSteps.Command("logs", remedy.Target)}.";

    private static string Release(Remedy remedy)
    {
        var holder = MigrationOwner.HolderIn(remedy.Message) is { } pod ? $" by {pod}" : "";
        return $"Make sure that nothing migrates any more, then release the lock held{holder}; find out what ended the "
            + $"start that took it: {NextSteps.Command("describe", remedy.Target)}.";
    }
}
