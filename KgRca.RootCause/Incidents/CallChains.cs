using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Applications;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Incidents;

/// <summary>
/// Errors along a chain of calls: callers report that another did not answer, that one that a third did not. They are
/// one failure, though the way by edges from Pod to Pod is longer than that of neighbours.
/// </summary>
internal static class CallChains
{
    private const int MaxSteps = 2;
    private const int MostCallers = 32;

    // Retries and circuit breakers keep the next caller quiet for a while.
    private static readonly TimeSpan AtOnce = TimeSpan.FromMinutes(3);

    /// <summary>The incidents of the workloads that an error is about, and of those that report its workload.</summary>
    public static IEnumerable<Incident> Near(Episode error, ClusterTopology topology)
    {
        var own = WorkloadLookup.Behind(error.Subject, topology);
        if (error.IsFromLog)
            foreach (var (workload, steps) in Victims.Below(error, topology))
                if (steps <= MaxSteps)
                    foreach (var part in CallGraph.PartsOf(workload, topology))
                    foreach (var other in ErrorsAround(part, error))
                        if (other.Incident is { } incident)
                            yield return incident;
        foreach (var caller in CallGraph.Callers(own, topology).Distinct().Take(MostCallers))
        foreach (var part in CallGraph.PartsOf(caller, topology))
        foreach (var other in ErrorsAround(part, error))
            if (other is { IsFromLog: true, Incident: { } incident } && Blames(other, own, topology))
                yield return incident;
    }

    private static bool Blames(Episode line, ResourceState workload, ClusterTopology topology) =>
        BlamedPeers.Of(line, topology).Contains(workload);

    private static IEnumerable<Episode> ErrorsAround(ResourceState part, Episode error)
    {
        for (var i = part.Errors.IndexAtOrAfter(error.Onset - AtOnce); i < part.Errors.Count; i++)
        {
            if (part.Errors[i].Onset > error.Time + AtOnce)
                yield break;
            yield return part.Errors[i];
        }
    }
}
