using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Applications;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Incidents;

/// <summary>
/// Lines about another's answer that begin no incident at once: while something is rolled out or restarted a few calls
/// fail, and are tried again. They have to go on; and warnings about retries have to be many.
/// </summary>
internal static class LastingErrors
{
    // A Pod that is replaced is ready again by then, or its callers have found another.
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(55);

    // A replica has taken over within as long, and its clients have noticed.
    private static readonly TimeSpan Replacing = TimeSpan.FromMinutes(2);

    // Within the time of escalation: a retry that succeeds now and then is less.
    private const int ManyWarnings = 6;

    // A warning that is so much older than the trouble is no part of it.
    private static readonly TimeSpan Older = TimeSpan.FromMinutes(5);

    /// <summary>Whether an error is such a line.</summary>
    public static bool Applies(Episode error, ClusterTopology topology) =>
        error is { IsFromLog: true, Severity: < Severity.Critical }
        && (
            LogEvidence.IsOfDependency(error)
            || IsVague(error.Assessment.Cause) && error.IsOfRemote
            || error.Assessment.Cause is { } cause
                && CauseClasses.Find(cause) is { IsOfFailover: true }
                && IsFailingOver(error, topology)
        );

    // Clients ask the former primary until they know the new one.
    private static bool IsFailingOver(Episode error, ClusterTopology topology) =>
        BlamedPeers
            .CalleesOf(WorkloadLookup.Behind(error.Subject, topology), topology)
            .Exists(server => CallGraph.PodsOf(server).Any(pod => IsReplaced(pod, error.Time)));

    private static bool IsReplaced(ResourceState pod, DateTimeOffset time) =>
        pod.Object is not { } item
        || !Readiness.OfPod(item)
        || item.At("metadata", "deletionTimestamp").IsPresent()
        || time - pod.CreatedAt <= Replacing;

    /// <summary>Whether it, or another such line of its workload, still comes after a minute.</summary>
    public static bool HasPassed(Episode error, ClusterTopology topology)
    {
        if (error.Source == EpisodeSources.Escalation)
            return error.Count >= ManyWarnings && Rate(error) >= ManyWarnings;
        // A provider outside of the cluster fails now and then, and nobody of the cluster can do anything about it.
        if (error.Assessment.Role == CauseRole.Origin && LogEvidence.IsOfDependency(error))
            return IsOften(error) && error.Time - error.Onset >= Lasting;
        if (error.Time - error.Onset >= Lasting)
            return true;
        foreach (var pod in CallGraph.PodsOf(topology.WorkloadOf(error.Subject)))
            for (var i = pod.Errors.IndexAtOrAfter(error.Onset + Lasting); i < pod.Errors.Count; i++)
                if (pod.Errors[i].Time - error.Time <= EngineHorizon.Escalation && Applies(pod.Errors[i], topology))
                    return true;
        return false;
    }

    /// <summary>Whether a line comes so often that it is no accident.</summary>
    public static bool IsOften(Episode error) => error.Count >= LogFolding.Often && Rate(error) >= LogFolding.Often;

    /// <summary>Whether it has not come for so long by a time that the next is another.</summary>
    public static bool IsOver(Episode error, DateTimeOffset asOf) => asOf - error.Time > EngineHorizon.Escalation;

    /// <summary>Whether an error is a warning of a log that came long before what an incident is about.</summary>
    public static bool IsOlder(Episode error, Incident incident) =>
        error is { IsFromLog: true, Source: EpisodeSources.Escalation }
        && error.Incident is null
        && error.Assessment.Role == CauseRole.Symptom
        && incident.StartedAt - error.Onset > Older;

    private static bool IsVague(string? cause) => cause is null || CauseClasses.Find(cause) is { IsVague: true };

    private static double Rate(Episode error)
    {
        var span = error.Time - error.Onset;
        return span <= EngineHorizon.Escalation ? error.Count : error.Count * (EngineHorizon.Escalation / span);
    }
}
