using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Scheduling;

/// <summary>Pods that no node takes.</summary>
internal static class SchedulingRules
{
    public static RuleFamily Family { get; } =
        new("Scheduling", Causes.OfScheduling)
        {
            Events = SchedulingEvents.All,
            NextStep = SchedulingNextSteps.Of,
            Target = FindTarget,
            Challenge = Contradict,
            Detectors = [new(["Pod"], Placement.Inspect)],
            Dependencies = [new(["Node"], AddWaiting)],
        };

    // Most changes of a node are of what it reports of itself, which no Pod waits for.
    private static void AddWaiting(in ObjectChange change, List<ResourceState> affected)
    {
        if (!change.IsSpec && !change.IsLabels)
            return;
        foreach (var pod in change.InCluster("Pod"))
            if (pod.Object is { } item && Placement.IsWaiting(item))
                affected.Add(pod);
    }

    private static ObjectReference? FindTarget(Episode candidate, string cause, ClusterTopology topology)
    {
        var subject = candidate.Subject;
        return cause switch
        {
            Causes.Preempted
                when Preemption.PreemptorIn(candidate.Message, subject.Cluster, topology) is { } preemptor => topology
                .WorkloadOf(preemptor)
                .Reference,
            Causes.NodeCordon => NodeFit.SoleCordonedNode(topology, subject)?.Reference,
            _ => null,
        };
    }

    private static CounterEvidence Contradict(Episode candidate, string cause, ClusterTopology topology)
    {
        if (OtherEvidence.WaitsForNode(candidate.Subject))
            return CounterEvidence.IsMistaken("The Pod waits for a node that is failing or was removed.");
        return OtherEvidence.ShowsAnother(candidate.Subject, cause)
            ? CounterEvidence.IsMistaken(
                "The Pod's spec and the nodes show a different reason why it is not scheduled."
            )
            : CounterEvidence.None;
    }
}
