using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Changes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>
/// Workloads that report the failure of another: the one that they name, or call, has trouble of its own or was
/// changed. Whoever of a chain of callers says it is a victim; the trouble is at its end.
/// </summary>
internal static class Victims
{
    private const int MaxSteps = 3;
    private const int MostWorkloads = 48;

    // Callers often say it first: the callee tries for a while, or its alert takes a minute.
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(90);

    /// <summary>The trouble, or the change, of the nearest workload below that a line is about; null where there is none.</summary>
    public static Episode? TroubleBehind(Episode line, ClusterTopology topology)
    {
        var isNamed = BlamedPeers.NamedIn(line, topology).Count > 0;
        foreach (var (workload, steps) in Below(line, topology))
            if (
                TroubleOf(workload, line, isNamed, topology) is { } trouble
                && (isNamed || steps == 1 || IsClear(trouble))
            )
                return trouble;
        return null;
    }

    /// <summary>
    /// The workloads that a line is about, and those below them by their calls, nearest first, each with how many
    /// calls it is away.
    /// </summary>
    public static List<(ResourceState Workload, int Steps)> Below(Episode line, ClusterTopology topology)
    {
        var own = WorkloadLookup.Behind(line.Subject, topology);
        var seen = new HashSet<ResourceState> { own };
        var found = new List<(ResourceState Workload, int Steps)>();
        foreach (var peer in BlamedPeers.Of(line, topology))
            if (seen.Add(peer))
                found.Add((peer, 1));
        for (var i = 0; i < found.Count && found.Count < MostWorkloads; i++)
        {
            if (found[i].Steps == MaxSteps)
                continue;
            foreach (var callee in BlamedPeers.CalleesOf(found[i].Workload, topology))
                if (seen.Add(callee))
                    found.Add((callee, found[i].Steps + 1));
        }
        return found;
    }

    /// <summary>What is wrong with a workload itself when a line came, or was changed before; null where nothing is known.</summary>
    private static Episode? TroubleOf(ResourceState workload, Episode line, bool isNamed, ClusterTopology topology)
    {
        var time = line.Onset;
        foreach (var part in CallGraph.PartsOf(workload, topology))
        {
            for (var i = part.Candidates.IndexAtOrAfter(time - EngineHorizon.Window); i < part.Candidates.Count; i++)
                if (IsTrouble(part.Candidates[i], time) && Tells(part.Candidates[i], time, isNamed))
                    return part.Candidates[i];
            foreach (var finding in part.ActiveFindings)
                if (IsTrouble(finding, time) && Tells(finding, time, isNamed))
                    return finding;
        }
        return BoundChanges.Before(workload, time, topology);
    }

    // Somebody is always a little slow: where nobody is named, an alert that came later is no reason.
    private static bool Tells(Episode trouble, DateTimeOffset time, bool isNamed) =>
        isNamed || !Signals.IsAlert(trouble) || trouble.Onset <= time;

    private static bool IsTrouble(Episode episode, DateTimeOffset time) =>
        episode is { IsBaseline: false, IsPreexisting: false }
        && episode.Onset <= time + Lag
        && episode.Onset >= time - EngineHorizon.Window
        && (episode.ResolvedAt is null || episode.ResolvedAt > time)
        && (IsClear(episode) || episode.IsFromLog && episode.Severity == Severity.Warning && LogFolding.IsNew(episode));

    // Warnings of a log are no clear trouble, however many.
    private static bool IsClear(Episode episode) =>
        episode.Severity >= Severity.Error && episode.Source != EpisodeSources.Escalation
        || episode.Assessment.Role == CauseRole.Origin && !episode.IsFromLog;
}
