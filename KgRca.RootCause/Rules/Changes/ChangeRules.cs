using KgRca.Contracts.Records;
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

    // Pods are restarted by hand, or by an annotation, so that they read what was changed before.
    private static Episode? RestartFor(Episode rollout)
    {
        var changes = rollout.Subject.Candidates;
        for (var i = changes.IndexAtOrAfter(rollout.Onset - Together); i < changes.Count; i++)
            if (
                changes[i] is { Reason: ObjectChanges.TemplateChanged } template
                && template.Onset - rollout.Onset <= Together
                && !ObjectChanges.IsOfAnnotations(template)
            )
                return null;
        foreach (var pod in CallGraph.PodsOf(rollout.Subject))
        foreach (var edge in pod.Outgoing)
            if (
                edge.Type == EdgeType.Mounts
                && edge.To.Candidates.Find(change => IsBefore(change, rollout)) is { } configuration
            )
                return configuration;
        return null;
    }

    private static bool IsBefore(Episode change, Episode rollout) =>
        change.Assessment.Cause == Causes.ConfigurationChanged
        && change.Onset <= rollout.Onset
        && rollout.Onset - change.Onset <= EngineHorizon.Window;

    private static readonly TimeSpan Together = TimeSpan.FromSeconds(30);

    // What a Deployment did when it was created is no change.
    private static CounterEvidence Supersede(Episode candidate, string cause, ClusterTopology topology)
    {
        if (candidate.Source == EpisodeSources.Finding || cause is not (Causes.Scaled or Causes.Rollout))
            return CounterEvidence.None;
        if (candidate.Subject.Object is { } item && item.At("metadata").Number("generation") == 1)
            return CounterEvidence.IsMistaken("The workload has not changed since it was created.");
        if (cause == Causes.Rollout && RestartFor(candidate) is { } configuration)
            return CounterEvidence.IsMistaken($"It restarted the Pods after a change: {configuration.Message}");
        return cause == Causes.Scaled && OtherEvidence.HasCandidate(candidate.Subject, Causes.Rollout)
            ? CounterEvidence.IsMistaken("A rollout scaled it.")
            : CounterEvidence.None;
    }
}
