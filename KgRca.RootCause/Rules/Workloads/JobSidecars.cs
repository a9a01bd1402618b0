using System.Text.Json;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Workloads;

/// <summary>
/// Jobs whose work is done but whose Pod runs on: the containers of the Job's template have exited with code 0, and one
/// that was injected, or one beside the first, never exits.
/// </summary>
internal static class JobSidecars
{
    // What stands beside a program to serve it, by the words of its names.
    private static readonly string[] Sidecars =
    [
        "proxy",
        "sidecar",
        "envoy",
        "linkerd",
        "istio",
        "agent",
        "cloudsql",
        "cloud-sql",
        "pgbouncer",
        "fluent",
        "filebeat",
        "promtail",
        "collector",
        "exporter",
        "tunnel",
    ];

    /// <summary>A sidecar that keeps a Job active.</summary>
    /// <param name="Pod">The Job's Pod.</param>
    /// <param name="Names">The containers that still run, by name.</param>
    /// <param name="DoneAt">When the last container that did the work exited.</param>
    internal readonly record struct Kept(ResourceState Pod, string Names, DateTimeOffset DoneAt);

    /// <summary>What keeps a Job active after its work is done; null where nothing does.</summary>
    public static Kept? Of(ClusterTopology topology, ResourceState job)
    {
        if (job.Object is not { } item)
            return null;
        var own = item.At("spec", "template", "spec")
            .Items("containers")
            .Select(container => container.Text("name"))
            .ToHashSet();
        foreach (var pod in topology.OfKind(job.Cluster, "Pod", job.Namespace))
            if (pod.Object is { } seen && IsOf(seen, job) && Of(pod, seen, own) is { } kept)
                return kept;
        return null;
    }

    private static Kept? Of(ResourceState pod, JsonElement item, HashSet<string?> own)
    {
        var statuses = item.At("status").Items("containerStatuses").ToList();
        var running = statuses.FindAll(status => status.At("state", "running").IsPresent());
        var done = statuses.FindAll(status => status.At("state", "terminated").Number("exitCode") == 0);
        if (running.Count == 0 || done.Count == 0 || running.Count + done.Count < statuses.Count)
            return null;
        // Of a Job that is meant to run two programs, one may well end before the other.
        if (!running.TrueForAll(status => !own.Contains(status.Text("name")) || IsSidecar(status)))
            return null;
        return done.Max(status => status.At("state", "terminated").Time("finishedAt")) is { } doneAt
            ? new Kept(pod, string.Join(", ", running.Select(status => status.Text("name"))), doneAt)
            : null;
    }

    private static bool IsSidecar(JsonElement status) =>
        Array.Exists(
            Sidecars,
            word =>
                status.Text("name")?.Contains(word, StringComparison.OrdinalIgnoreCase) == true
                || status.Text("image")?.Contains(word, StringComparison.OrdinalIgnoreCase) == true
        );

    private static bool IsOf(JsonElement pod, ResourceState job) =>
        pod.At("metadata")
            .Items("ownerReferences")
            .Any(owner => owner.Text("kind") == "Job" && owner.Text("name") == job.Name)
        || pod.At("metadata", "labels").Text("job-name") == job.Name;
}
