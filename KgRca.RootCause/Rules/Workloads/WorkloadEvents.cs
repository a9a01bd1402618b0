using KgRca.RootCause.Events;

namespace KgRca.RootCause.Rules.Workloads;

/// <summary>Events about Jobs and CronJobs.</summary>
internal static class WorkloadEvents
{
    public static IReadOnlyList<EventReader> All { get; } =
    [
        new(
            ["BackoffLimitExceeded", "FailedIndexes", "MaxFailedIndexesExceeded", "PodFailurePolicy"],
            (in _) => CauseAssessment.Symptom(Causes.JobFailed)
        ),
        new(
            ["DeadlineExceeded"],
            (in seen) => seen.Subject.Kind == "Job" ? CauseAssessment.Origin(Causes.JobDeadline) : null
        ),
        // Whoever forbids that runs overlap may mean it.
        new([CronJobs.PassedOver], (in _) => new CauseAssessment(Causes.MissedSchedule, CauseRole.Latent)),
        EventReader.Origin(
            Causes.MissedSchedule,
            "MissSchedule",
            "TooManyMissedTimes",
            "FailedNeedsStart",
            "UnparseableSchedule",
            "InvalidSchedule",
            "UnknownTimeZone"
        ),
    ];
}
