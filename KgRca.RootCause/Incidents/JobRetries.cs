using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Workloads;

namespace KgRca.RootCause.Incidents;

/// <summary>
/// Processes of a Job that fail while it may still succeed: Jobs try again by design, so a failed attempt is an
/// incident only once the Job has failed, or has tried for a long time.
/// </summary>
internal static class JobRetries
{
    // As long as a Job takes to give up by its default limit: attempts after 10, 20, 40, 80, 160 and 320 s.
    private static readonly TimeSpan Retrying = TimeSpan.FromMinutes(10);

    /// <summary>When the failed attempt counts at the latest; null where it is none.</summary>
    public static DateTimeOffset? DueAt(Episode error) =>
        IsAttempt(error) && Jobs.Of(error.Subject) is { Object: { } job } && !Jobs.HasFailed(job)
            ? error.Onset + Retrying
            : null;

    /// <summary>Whether an error is a failed attempt of a Job that has succeeded or is gone.</summary>
    public static bool AreOver(Episode error) =>
        IsAttempt(error)
        && Jobs.Of(error.Subject) is { } job
        && (job.Object is not { } item || item.At("status", "completionTime").IsPresent());

    /// <summary>Whether an error says that a process of a Pod exited or had trouble, but not that it could not start.</summary>
    private static bool IsAttempt(Episode error) =>
        error.Subject.Kind == "Pod"
        && (
            error.IsFromLog
            || error.Reason is "BackOff" or "CrashLoopBackOff" or "Error" or "OOMKilled" or "Unhealthy"
            || error.Assessment.Cause is { } cause && CauseClasses.Find(cause) is { IsUnexplainedFailure: true }
        );
}
