using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Applications;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Incidents;

/// <summary>
/// How long alerts hold. Rules that look at one sample fire for one, and flap: an alert begins no incident before it
/// has held for longer than such a sample, and is a poor cause when it was over sooner. One that its rule calls a
/// warning, and that stands alone, has to hold for longer still.
/// </summary>
internal static class AlertDuration
{
    private static readonly TimeSpan Sample = TimeSpan.FromSeconds(90);

    // Warnings are for office hours: rules of the usual collections wait for ten to fifteen minutes before they give
    // one.
    private static readonly TimeSpan Warning = TimeSpan.FromMinutes(10);

    private static readonly string Source = WireNames.Of(EventSource.PromAlert);

    /// <summary>Whether an episode is an alert, or what became an error by one.</summary>
    public static bool IsAlert(Episode episode) =>
        episode.Source == Source || episode.Source == EpisodeSources.Escalation && Own(episode).Any();

    /// <summary>Whether the alert has held by a time for long enough to begin an incident.</summary>
    public static bool HasPassed(Episode episode, DateTimeOffset asOf, ClusterTopology topology) =>
        Own(episode)
            .Any(firing =>
            {
                var held = (firing.ResolvedAt ?? asOf) - firing.Onset;
                if (held <= Sample)
                    return AlertNames.IsAboutErrors(firing.Reason, firing.Message)
                        && AlertCorroboration.HasErrorLines(firing, topology);
                return firing.IsError
                    || held > Warning
                    || AlertCorroboration.Has(firing, asOf, Sample, topology)
                    || AlertCorroboration.HasErrorLines(firing, topology);
            });

    /// <summary>Whether the alert is over, however long it held.</summary>
    public static bool IsOver(Episode episode) => Own(episode).All(firing => firing.ResolvedAt is not null);

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

    /// <summary>The alert itself, or those that made the error.</summary>
    private static IEnumerable<Episode> Own(Episode episode) =>
        episode.Source == Source
            ? [episode]
            : Firings(episode).Where(firing => firing.Onset >= episode.Onset && firing.Onset <= episode.Time);

    /// <summary>The alerts of the episode's name about its object that are remembered.</summary>
    private static IEnumerable<Episode> Firings(Episode episode) =>
        On(episode.Subject).Where(alert => alert.Reason == episode.Reason);

    /// <summary>The alerts about an object that are remembered.</summary>
    public static IEnumerable<Episode> On(ResourceState subject)
    {
        for (var i = 0; i < subject.Candidates.Count; i++)
            if (subject.Candidates[i] is { } alert && alert.Source == Source)
                yield return alert;
    }
}
