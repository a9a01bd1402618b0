using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules;

/// <summary>
/// Tells what was already so when the platform first looked at a cluster. That hurts nobody anew, and is a finding, not
/// an incident, until somebody is hurt by it.
/// </summary>
internal static class Preexistence
{
    /// <summary>
    /// Whether a finding was already so: it was found while the cluster's objects were still coming in, its object is
    /// old, and nothing shows that it began lately.
    /// </summary>
    /// <param name="finding">The finding.</param>
    /// <param name="foundAt">When it was first found.</param>
    /// <param name="topology">All objects.</param>
    public static bool Of(Finding finding, DateTimeOffset foundAt, ClusterTopology topology)
    {
        var subject = finding.Subject;
        if (topology.Backlog.BegunAt(subject.Cluster) is not { } begun)
            return false;
        var old = begun - EngineHorizon.Window;
        return subject.CreatedAt < old
            && (finding.Onset < old || finding.Onset == subject.ObservedAt)
            && !topology.Backlog.HasSettled(subject.Cluster, foundAt);
    }
}
