using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Rules.Changes;

/// <summary>Events that tell of a change somebody made.</summary>
internal static class ChangeEvents
{
    public static IReadOnlyList<EventReader> All { get; } =
    [
        new(["ScalingReplicaSet"], (in seen) => Scaling(in seen)),
        new(["NodeNotSchedulable"], (in _) => new CauseAssessment(Causes.Cordoned, CauseRole.Change)),
    ];

    // A ReplicaSet that grows from nothing is a new template's, or a new Deployment's, whose first generation is no
    // change of anything.
    private static CauseAssessment Scaling(in Observation seen)
    {
        if (!seen.Says("from 0 to"))
            return new CauseAssessment(Causes.Scaled, CauseRole.Change);
        return seen.Subject.Object is { } item && item.At("metadata").Number("generation") == 1
            ? default
            : new CauseAssessment(Causes.Rollout, CauseRole.Change);
    }

    /// <summary>Whether a ConfigMap or Secret was changed.</summary>
    public static bool IsOfConfiguration(string cause) => cause == Causes.ConfigurationChanged;

    /// <summary>Whether a node was cordoned.</summary>
    public static bool IsCordon(Episode change) => change.Assessment.Cause == Causes.Cordoned;
}
