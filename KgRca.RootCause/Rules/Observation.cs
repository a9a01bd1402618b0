using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules;

/// <summary>An event, log line or alert whose meaning is still to be read.</summary>
internal readonly record struct Observation(
    string Source,
    Severity Severity,
    string Reason,
    string Message,
    ResourceState Subject,
    ClusterTopology Topology
)
{
    /// <summary>Whether the message contains a text, in its case.</summary>
    public bool Says(string text) => Message.Contains(text, StringComparison.Ordinal);
}

/// <summary>What an observation is evidence of; null where a family cannot tell, so that others are asked.</summary>
internal delegate CauseAssessment? Assess(in Observation seen);

/// <summary>Reads events by their reason.</summary>
/// <param name="Reasons">The reasons, as kubelet, scheduler and controllers write them.</param>
/// <param name="Assess">Says what such an event is evidence of.</param>
internal sealed record EventReader(IReadOnlyList<string> Reasons, Assess Assess)
{
    /// <summary>Events that are evidence of a cause whatever they say.</summary>
    public static EventReader Origin(string cause, params IReadOnlyList<string> reasons) =>
        new(reasons, (in _) => CauseAssessment.Origin(cause));

    /// <summary>Such events, where they are about a Node.</summary>
    public static EventReader OfNode(CauseAssessment assessment, params IReadOnlyList<string> reasons) =>
        new(reasons, (in seen) => seen.Subject.Kind == "Node" ? assessment : null);
}

/// <summary>Reads all that comes from a source other than Kubernetes' events.</summary>
/// <param name="Source">One of <see cref="EpisodeSources"/>.</param>
/// <param name="Assess">Says what it is evidence of.</param>
internal sealed record SourceReader(string Source, Assess Assess);
