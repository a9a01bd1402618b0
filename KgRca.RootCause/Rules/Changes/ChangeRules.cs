using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Changes;

/// <summary>What was changed, which may be why something broke.</summary>
internal static class ChangeRules
{
    public static RuleFamily Family { get; } =
        new("Changes", Causes.OfChanges)
        {
            Events = ChangeEvents.All,
            Sources =
            [
                new(
                    EpisodeSources.Change,
                    (in _) => new CauseAssessment(Causes.ConfigurationChanged, CauseRole.Change)
                ),
            ],
            NextStep = ChangeNextSteps.Of,
            Precedence = Supersede,
        };

    // What a Deployment did when it was created is no change.
    private static CounterEvidence Supersede(Episode candidate, string cause, ClusterTopology topology)
    {
        if (candidate.Source == EpisodeSources.Finding || cause is not (Causes.Scaled or Causes.Rollout))
            return CounterEvidence.None;
        if (candidate.Subject.Object is { } item && item.At("metadata").Number("generation") == 1)
            return CounterEvidence.IsMistaken("The workload has not changed since it was created.");
        return cause == Causes.Scaled && OtherEvidence.HasCandidate(candidate.Subject, Causes.Rollout)
            ? CounterEvidence.IsMistaken("A rollout scaled it.")
            : CounterEvidence.None;
    }
}
