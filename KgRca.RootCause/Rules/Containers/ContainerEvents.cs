using KgRca.RootCause.Events;

namespace KgRca.RootCause.Rules.Containers;

/// <summary>Events about containers: kubelet's and the kernel's.</summary>
internal static class ContainerEvents
{
    public static IReadOnlyList<EventReader> All { get; } =
    [
        EventReader.Origin(Causes.OomKilled, "OOMKilled"),
        new(["OOMKilling"], AssessKill),
        new(
            ["FailedCreatePodSandBox"],
            (in seen) => seen.Says("OOM-killed") ? CauseAssessment.Origin(Causes.OomKilled) : null
        ),
        new(
            ["BackOff"],
            (in seen) =>
                seen.Says("pulling image") ? CauseAssessment.Symptom() : CauseAssessment.Symptom(Causes.ContainerCrash)
        ),
        new(
            ["Failed", "InspectFailed", "ErrImageNeverPull"],
            (in seen) => ContainerMessages.Assess(seen.Message, seen.Subject)
        ),
        EventReader.Origin(Causes.LifecycleHook, "FailedPostStartHook"),
        new(["Evicted"], (in seen) => seen.Says("exceed") ? CauseAssessment.Origin(Causes.EphemeralStorage) : null),
    ];

    // node-problem-detector tells of a node what its kernel did: of a container's limit, which is that container's
    // matter, or for want of memory on the node.
    private static CauseAssessment? AssessKill(in Observation seen) =>
        seen.Subject.Kind != "Node" ? CauseAssessment.Origin(Causes.OomKilled)
        : seen.Message.Contains("memory cgroup", StringComparison.OrdinalIgnoreCase)
            ? CauseAssessment.Symptom(Causes.OomKilled)
        : CauseAssessment.Origin(Causes.MemoryPressure);
}
