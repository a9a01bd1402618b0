using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Incidents;

/// <summary>Clients to which one server refuses its work for one reason: they are one failure, in whatever namespaces they are.</summary>
internal static class SharedServer
{
    private const int MostClients = 32;

    private static readonly TimeSpan AtOnce = TimeSpan.FromMinutes(5);

    /// <summary>The incidents of a server that an error repeats the refusal of, and of its other clients.</summary>
    public static IEnumerable<Incident> Near(Episode error, ClusterTopology topology)
    {
        if (
            !error.IsFromLog
            || error.Assessment.Cause is not { } cause
            || CauseClasses.Find(cause) is not { IsRepeatedByClients: true }
        )
            yield break;
        var own = WorkloadLookup.Behind(error.Subject, topology);
        foreach (var server in BlamedPeers.CalleesOf(own, topology).Append(own))
        foreach (var workload in CallGraph.Callers(server, topology).Distinct().Take(MostClients).Append(server))
        foreach (var part in CallGraph.PartsOf(workload, topology))
            for (var i = 0; i < part.Errors.Count; i++)
                if (
                    part.Errors[i] is { IsFromLog: true, Incident: { } incident } other
                    && other.Assessment.Cause == cause
                    && (other.Onset - error.Onset).Duration() <= AtOnce
                )
                    yield return incident;
    }
}
