using KgRca.RootCause.Events;

namespace KgRca.RootCause.Rules.Scheduling;

/// <summary>Events of the scheduler and of what it waits for.</summary>
internal static class SchedulingEvents
{
    public static IReadOnlyList<EventReader> All { get; } =
    [
        new(["FailedScheduling"], (in seen) => SchedulingMessages.Assess(seen.Message, seen.Subject)),
        new(
            ["FailedResourceClaimCreation"],
            (in seen) => seen.Says("not found") ? CauseAssessment.Origin(Causes.DeviceClaim) : CauseAssessment.Symptom()
        ),
        EventReader.Origin(Causes.Preempted, Preemption.Reason, "Preempting"),
    ];
}
