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
    // Warnings are for office hours: rules of the usual collections wait for ten to fifteen minutes before they give
    // one.
    private static readonly TimeSpan Warning = TimeSpan.FromMinutes(10);

    /// <summary>Whether the alert has held by a time for long enough to begin an incident.</summary>
    public static bool HasPassed(Episode episode, DateTimeOffset asOf, ClusterTopology topology) =>
        Signals
            .Own(episode)
            .Any(firing =>
            {
                var held = (firing.ResolvedAt ?? asOf) - firing.Onset;
                if (held <= Signals.Sample)
                    return AlertNames.IsAboutErrors(firing.Reason, firing.Message)
                        && AlertCorroboration.HasErrorLines(firing, topology);
                return firing.IsError
                    || held > Warning
                    || AlertCorroboration.Has(firing, asOf, Signals.Sample, topology)
                    || AlertCorroboration.HasErrorLines(firing, topology);
            });

    /// <summary>Whether the alert is over, however long it held.</summary>
    public static bool IsOver(Episode episode) => Signals.Own(episode).All(firing => firing.ResolvedAt is not null);
}
