using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Changes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Databases;

/// <summary>Whose alarm a client repeats: that of a server that it calls.</summary>
internal static class BlamedServers
{
    private const int MostClients = 16;

    /// <summary>The server; null where the line is a server's own, or nothing tells which one it is.</summary>
    public static ResourceState? Of(Episode line, string cause, ClusterTopology topology)
    {
        if (!line.IsFromLog)
            return null;
        var callees = BlamedPeers.CalleesOf(WorkloadLookup.Behind(line.Subject, topology), topology);
        return callees.Find(callee => Says(callee, cause, topology))
            ?? (BlamedPeers.NamedIn(line, topology) is [var named] ? named : null)
            ?? (callees.FindAll(callee => IsInTrouble(callee, line, topology)) is [var troubled] ? troubled : null)
            ?? (
                callees.FindAll(callee => IsBlamedByOthers(callee, line, cause, topology)) is [var blamed]
                    ? blamed
                    : null
            );
    }

    /// <summary>What was changed of the server whose alarm a client repeats; null where nothing is known.</summary>
    public static Episode? ChangeBehind(Episode line, string cause, ClusterTopology topology) =>
        Of(line, cause, topology) is { } server ? BoundChanges.Before(server, line.Onset, topology) : null;

    /// <summary>
    /// The release of a server of which several clients report the same: what it asks of them, or gives them, has
    /// changed. Null where there is none, or it may be one of several.
    /// </summary>
    public static Episode? ReleaseBehind(Episode line, string cause, ClusterTopology topology)
    {
        if (!line.IsFromLog)
            return null;
        var releases = BlamedPeers
            .CalleesOf(WorkloadLookup.Behind(line.Subject, topology), topology)
            .Where(server => IsBlamedByOthers(server, line, cause, topology))
            .Select(server =>
                server.Candidates.Find(change =>
                    change.Assessment.Cause == Causes.Rollout && BoundChanges.MayBreak(change, line.Onset)
                )
            )
            .OfType<Episode>()
            .ToList();
        return releases is [var only] ? only : null;
    }

    private static bool Says(ResourceState server, string cause, ClusterTopology topology) =>
        Signals.HasCandidate(server, topology, candidate => candidate.Assessment.Cause == cause);

    // Other clients of the server say the same: what they have in common is the server.
    private static bool IsBlamedByOthers(ResourceState server, Episode line, string cause, ClusterTopology topology)
    {
        var own = WorkloadLookup.Behind(line.Subject, topology);
        return CallGraph
            .Callers(server, topology)
            .Distinct()
            .Take(MostClients)
            .Any(client => client != own && Says(client, cause, topology));
    }

    private static bool IsInTrouble(ResourceState server, Episode line, ClusterTopology topology) =>
        BoundChanges.Before(server, line.Onset, topology) is not null
        || Signals.HasCandidate(server, topology, Signals.IsAlert);
}
