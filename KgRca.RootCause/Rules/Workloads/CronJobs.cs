using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Workloads;

/// <summary>
/// CronJobs that pass over runs, since the one before still goes on and another is forbidden. Their controller says so
/// in a quiet event; the object shows until when it holds.
/// </summary>
internal static class CronJobs
{
    /// <summary>The reason of the event.</summary>
    public const string PassedOver = "JobAlreadyActive";

    public static void Inspect(
        ClusterTopology topology,
        ResourceState cronJob,
        JsonElement item,
        List<Finding> findings
    )
    {
        var status = item.At("status");
        if (
            item.At("spec").Text("concurrencyPolicy") != "Forbid"
            || status.Items("active").Select(job => job.Text("name")).FirstOrDefault() is not { } running
        )
            return;
        if (PassedOverSince(cronJob, status.Time("lastScheduleTime") ?? default) is not { } since)
            return;
        if (
            topology.Find(cronJob.Cluster, "Job", cronJob.Namespace, running) is { } job
            && JobSidecars.Of(topology, job) is { } kept
        )
        {
            findings.Add(
                Finding.Origin(
                    Causes.MissedSchedule,
                    Severity.Error,
                    "RunsMissed",
                    $"CronJob {cronJob.Name} skips its runs: Job {running} finished its work at "
                        + $"{kept.DoneAt:u}, but sidecar {kept.Names} keeps the Job active, and "
                        + "concurrencyPolicy is Forbid.",
                    cronJob,
                    since,
                    Evidence.Of(cronJob, item, "spec", "concurrencyPolicy"),
                    Evidence.Of(cronJob, item, "status", "active"),
                    Evidence.Of(kept.Pod, $"status.containerStatuses[{kept.Names}].state", "running")
                )
            );
            return;
        }
        findings.Add(
            new Finding(
                Causes.MissedSchedule,
                CauseRole.Latent,
                Severity.Warning,
                "RunPassedOver",
                $"CronJob {cronJob.Name} skips its runs: Job {running} of the previous run is still active, "
                    + "and concurrencyPolicy is Forbid.",
                cronJob,
                since,
                Evidence.Of(cronJob, item, "spec", "concurrencyPolicy"),
                Evidence.Of(cronJob, item, "status", "active"),
                Evidence.Of(cronJob, item, "status", "lastScheduleTime")
            )
        );
    }

    // Those that were passed over before this run began are over.
    private static DateTimeOffset? PassedOverSince(ResourceState cronJob, DateTimeOffset began)
    {
        for (var i = 0; i < cronJob.Candidates.Count; i++)
            if (cronJob.Candidates[i] is { Reason: PassedOver } said && said.Time > began)
                return said.Time;
        return null;
    }

    /// <summary>
    /// Whether a CronJob has another schedule, or time zone, by now than the one that an event says cannot be kept.
    /// </summary>
    public static bool HasAnotherSchedule(JsonElement cronJob, Episode said) =>
        said.Reason switch
        {
            "InvalidSchedule" or "UnparseableSchedule" => !Names(said, cronJob.At("spec").Text("schedule")),
            "UnknownTimeZone" => !Names(said, cronJob.At("spec").Text("timeZone")),
            _ => false,
        };

    private static bool Names(Episode said, string? value) =>
        value is not null && said.Message.Contains(value, StringComparison.Ordinal);
}
