using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules;

/// <summary>
/// Tells what was already wrong when the platform first looked at a cluster. It is a finding, not an incident, until a
/// workload starts to fail because of it.
/// </summary>
internal static class Preexistence
{
    // Of controllers with more, what fails is not one by one what was so before.
    private const int MaxSiblings = 32;

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

    /// <summary>
    /// Whether a finding goes on with what was already so: the same was found about its object, or about another that
    /// the same controller has made, and has not been over for longer than the window. A container that has been
    /// crashing for days runs for a moment each time.
    /// </summary>
    /// <param name="finding">The finding.</param>
    /// <param name="foundAt">When it was first found.</param>
    public static bool Continues(Finding finding, DateTimeOffset foundAt)
    {
        if (HasBegun(finding.Subject, finding, foundAt))
            return true;
        foreach (var made in finding.Subject.Incoming)
            if (
                made.Type == EdgeType.Controls
                && made.From.Outgoing.Count <= MaxSiblings
                && made.From.Outgoing.Any(edge => edge.Type == EdgeType.Controls && HasBegun(edge.To, finding, foundAt))
            )
                return true;
        return false;
    }

    /// <summary>Whether something was being said for longer than a window when the platform first looked.</summary>
    public static bool WasSaid(Episode said, ClusterTopology topology) =>
        topology.Backlog.BegunAt(said.Subject.Cluster) is { } begun && said.Onset < begun - EngineHorizon.Window;

    private static bool HasBegun(ResourceState resource, Finding finding, DateTimeOffset foundAt) =>
        resource.Candidates.Exists(known =>
            known.IsPreexisting
            && known.Assessment.Cause == finding.Cause
            && !(foundAt - known.ResolvedAt > EngineHorizon.Window)
        );
}
