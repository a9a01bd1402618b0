using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Workloads;

/// <summary>Jobs that have failed, unless a later one of the same CronJob has succeeded.</summary>
internal static class Jobs
{
    public static void Inspect(ClusterTopology topology, ResourceState job, JsonElement item, List<Finding> findings)
    {
        foreach (var condition in item.At("status").Items("conditions"))
        {
            if (
                condition.Text("type") != "Failed"
                || condition.Text("status") != "True"
                || condition.Time("lastTransitionTime") is not { } since
            )
                continue;
            if (
                OwnerOf(item) is { } owner
                && Others(topology, job, owner).Any(other => other.Object?.At("status").Time("completionTime") > since)
            )
                return;
            var (cause, role, why) =
                condition.Text("reason") == "DeadlineExceeded"
                    ? (
                        Causes.JobDeadline,
                        CauseRole.Origin,
                        $"it exceeded its deadline of {item.At("spec").Number("activeDeadlineSeconds")} s"
                    )
                    : (
                        Causes.JobFailed,
                        CauseRole.Symptom,
                        condition.Text("message") ?? condition.Text("reason") ?? "its Pods failed"
                    );
            findings.Add(
                new Finding(
                    cause,
                    role,
                    Severity.Error,
                    condition.Text("reason") ?? "JobFailed",
                    $"Job {job.Name} failed: {why.TrimEnd('.')}.",
                    job,
                    since,
                    Evidence.OfCondition(job, condition),
                    Evidence.Of(job, item, "status", "failed")
                )
            );
            return;
        }
    }

    /// <summary>Whether a Job has had Pods, or is to have none now.</summary>
    public static bool HasBegun(JsonElement job)
    {
        var status = job.At("status");
        return job.At("spec").Flag("suspend") == true
            || status.Number("active") > 0
            || status.Number("failed") > 0
            || status.Number("succeeded") > 0
            || status.At("completionTime").IsPresent();
    }

    /// <summary>Whether a Job has failed for good.</summary>
    public static bool HasFailed(JsonElement job) =>
        job.At("status")
            .Items("conditions")
            .Any(condition =>
                condition.Text("type") is "Failed" or "FailureTarget" && condition.Text("status") == "True"
            );

    /// <summary>The Job that controls a Pod; null where none does.</summary>
    public static ResourceState? Of(ResourceState pod)
    {
        foreach (var edge in pod.Incoming)
            if (edge is { Type: EdgeType.Controls, From.Kind: "Job" })
                return edge.From;
        return null;
    }

    /// <summary>The other Jobs of a Job's CronJob.</summary>
    public static IEnumerable<ResourceState> Siblings(ClusterTopology topology, ResourceState job) =>
        job.Object is { } item && OwnerOf(item) is { } owner ? Others(topology, job, owner) : [];

    private static IEnumerable<ResourceState> Others(ClusterTopology topology, ResourceState job, string owner) =>
        topology
            .OfKind(job.Cluster, "Job", job.Namespace)
            .Where(other => other != job && other.Object is { } item && OwnerOf(item) == owner);

    private static string? OwnerOf(JsonElement job)
    {
        foreach (var owner in job.At("metadata").Items("ownerReferences"))
            if (owner.Text("kind") == "CronJob")
                return owner.Text("name");
        return null;
    }
}
