using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Scheduling;

/// <summary>Pods that no node takes.</summary>
internal static class SchedulingRules
{
    public static RuleFamily Family { get; } =
        new("Scheduling", Causes.OfScheduling)
        {
            NextStep = SchedulingNextSteps.Of,
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
}
