using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Events;

/// <summary>What alerts, logs and findings say of an object or of all parts of a workload.</summary>
internal static class Signals
{
    /// <summary>How long a rule that looks at one sample fires for one: 90 s.</summary>
    public static readonly TimeSpan Sample = TimeSpan.FromSeconds(90);

    /// <summary>The alerts about an object that are remembered.</summary>
    public static IEnumerable<Episode> AlertsOn(ResourceState subject)
    {
        for (var i = 0; i < subject.Candidates.Count; i++)
            if (subject.Candidates[i] is { } alert && alert.Source == EpisodeSources.Alert)
                yield return alert;
    }

    /// <summary>
    /// Whether an error in the log of an object that was not said before began at a time or after it.
    /// </summary>
    public static bool HasErrorLine(ResourceState part, DateTimeOffset time) =>
        part.Errors.Exists(error => error is { IsFromLog: true, IsBaseline: false } && error.Onset >= time);

    /// <summary>Whether anything that may be a cause is known of a workload, its Pods or its Services.</summary>
    public static bool HasCandidate(ResourceState workload, ClusterTopology topology, Func<Episode, bool> isSought) =>
        CallGraph.PartsOf(workload, topology).Any(part => part.Candidates.Exists(isSought));

    /// <summary>The alerts of the episode's name about its object that are remembered.</summary>
    public static IEnumerable<Episode> Firings(Episode episode) =>
        AlertsOn(episode.Subject).Where(alert => alert.Reason == episode.Reason);

    /// <summary>
    /// Whether the alerts of an episode's name about its object were over within a sample each time. False for what is
    /// no alert.
    /// </summary>
    public static bool WasInPassing(Episode episode)
    {
        var any = false;
        foreach (var firing in Firings(episode))
        {
            if (firing.ResolvedAt is not { } end || end - firing.Onset > Sample)
                return false;
            any = true;
        }
        return any;
    }

    /// <summary>Whether an episode is an alert, or what became an error by one.</summary>
    public static bool IsAlert(Episode episode) =>
        episode.Source == EpisodeSources.Alert || episode.Source == EpisodeSources.Escalation && Own(episode).Any();

    /// <summary>The alert itself, or those that made the error.</summary>
    public static IEnumerable<Episode> Own(Episode episode) =>
        episode.Source == EpisodeSources.Alert
            ? [episode]
            : Firings(episode).Where(firing => firing.Onset >= episode.Onset && firing.Onset <= episode.Time);
}
