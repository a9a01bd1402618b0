using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules;

/// <summary>What else is known of an object that a cause is about.</summary>
internal static class OtherEvidence
{
    /// <summary>Whether a cause is among an object's candidates.</summary>
    public static bool HasCandidate(ResourceState subject, string cause) =>
        subject.Candidates.Exists(candidate => candidate.Assessment.Cause == cause);

    /// <summary>Whether a Pod waits for a node that is in trouble or gone.</summary>
    public static bool WaitsForNode(ResourceState subject) =>
        subject.Kind == "Pod"
        && subject.ActiveFindings.Exists(finding =>
            finding.Assessment.Cause is { } seen && CauseClasses.FamilyOf(seen) == CauseFamily.Node
        );

    /// <summary>
    /// Whether the objects show another cause of the same family than the one that a message gave away.
    /// </summary>
    public static bool ShowsAnother(ResourceState subject, string cause) =>
        subject.ActiveFindings.Exists(finding =>
            finding.Assessment.Cause is { } seen
            && seen != cause
            && CauseClasses.FamilyOf(seen) == CauseClasses.FamilyOf(cause)
        );
}
