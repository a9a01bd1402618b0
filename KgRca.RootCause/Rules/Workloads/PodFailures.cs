using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Workloads;

/// <summary>
/// Pods that a kubelet has given up as a whole: evicted, out of time, or refused after the scheduler had placed them.
/// They stay as they are, so they count only until their workload is whole again.
/// </summary>
internal static class PodFailures
{
    private static readonly (string Text, string Cause)[] Scarce =
    [
        ("exceed", Causes.EphemeralStorage),
        ("memory", Causes.MemoryPressure),
        ("ephemeral-storage", Causes.DiskPressure),
        ("inodes", Causes.DiskPressure),
        ("disk", Causes.DiskPressure),
        ("imagefs", Causes.DiskPressure),
        ("nodefs", Causes.DiskPressure),
        ("pid", Causes.PidPressure),
    ];

    // A workload's controller counts its Pods anew within moments.
    private static readonly TimeSpan JustNow = TimeSpan.FromSeconds(10);

    public static void Inspect(ClusterTopology topology, ResourceState pod, JsonElement item, List<Finding> findings)
    {
        if (!IsFailed(item) || item.At("status").Text("reason") is not { } reason)
            return;
        var message = item.At("status").Text("message") ?? "";
        if (CauseOf(reason, message) is not { } cause)
            return;
        if (IsMadeGood(topology, pod, item))
            return;
        findings.Add(
            Finding.Origin(
                cause,
                Severity.Error,
                reason,
                $"Pod {pod.Name} failed on its node with {reason}: {message}",
                pod,
                null,
                Evidence.Of(pod, item, "status", "reason"),
                Evidence.Of(pod, item, "status", "message")
            )
        );
    }

    /// <summary>Whether a Pod has failed whose workload has what it needs without it, or is no more.</summary>
    public static bool IsMadeGood(ClusterTopology topology, ResourceState pod, JsonElement item) =>
        IsFailed(item)
        && (Jobs.Of(pod) ?? topology.WorkloadOf(pod)) is var workload
        && workload != pod
        && (!workload.Exists || IsWhole(workload));

    /// <summary>
    /// Whether a kubelet has given a Pod up for a reason that says all: its containers' ends only follow from it.
    /// </summary>
    public static bool IsGivenUp(JsonElement pod) =>
        IsFailed(pod)
        && pod.At("status").Text("reason") is { } reason
        && CauseOf(reason, pod.At("status").Text("message") ?? "") is not null;

    /// <summary>
    /// The Pods of a namespace that count otherwise as a workload changes: those that count no more where it is whole,
    /// and those that were given up just now where it has ceased to be.
    /// </summary>
    public static IEnumerable<ResourceState> Affected(
        ClusterTopology topology,
        ResourceState workload,
        JsonElement? before
    )
    {
        var pods = topology.OfKind(workload.Cluster, "Pod", workload.Namespace);
        if (IsWhole(workload))
            return pods.Where(pod => pod.ActiveFindings.Count > 0 && IsFailed(pod));
        // A Pod that failed days ago is kept as well, and says nothing of what happens to its workload now.
        return before is { } old && IsWhole(workload.Kind, old)
            ? pods.Where(pod =>
                topology.Now - pod.ObservedAt < JustNow && IsFailed(pod) && !(topology.Now - FailedAt(pod) >= JustNow)
            )
            : [];
    }

    // As its kubelet, or whoever evicted it, says; an agent that lists all anew brings it as of now.
    private static DateTimeOffset? FailedAt(ResourceState pod) =>
        pod.Object is not { } item
            ? null
            : item.At("status")
                .Items("conditions")
                .Where(condition =>
                    (condition.Text("type"), condition.Text("status"))
                        is
                            ("DisruptionTarget", "True")
                            or
                            ("Ready", "False")
                )
                .Max(condition => condition.Time("lastTransitionTime"));

    private static bool IsFailed(ResourceState pod) => pod.Object is { } item && IsFailed(item);

    private static bool IsWhole(ResourceState workload) => workload.Object is { } item && IsWhole(workload.Kind, item);

    /// <summary>
    /// Whether a workload has what it needs, so that Pods that failed before count no more: all its replicas, or of a
    /// Job one that runs or has come to its end.
    /// </summary>
    private static bool IsWhole(string kind, JsonElement item) =>
        kind == "Job"
            ? item.At("status", "completionTime").IsPresent() || item.At("status").Number("ready") > 0
            : Readiness.OfWorkload(item);

    private static bool IsFailed(JsonElement pod) => pod.At("status").Text("phase") == "Failed";

    private static string? CauseOf(string reason, string message) =>
        reason switch
        {
            "Evicted" => Array
                .Find(Scarce, entry => message.Contains(entry.Text, StringComparison.OrdinalIgnoreCase))
                .Cause,
            "Preempting" => Causes.Preempted,
            "OutOfcpu" => Causes.CpuCapacity,
            "OutOfmemory" => Causes.MemoryCapacity,
            "OutOfpods" => Causes.PodCapacity,
            "NodeAffinity" => Causes.NodeAffinity,
            "PodOSSelectorNodeLabelDoesNotMatch" => Causes.NodeSelector,
            "DeadlineExceeded" => Causes.JobDeadline,
            "NodePorts" => Causes.HostPort,
            "NodeShutdown" or "Shutdown" or "NodeLost" or "Terminated" => Causes.NodeNotReady,
            // A device, CPU or memory manager of the node that does not have what the node had announced.
            "UnexpectedAdmissionError" => Causes.NodeProblem,
            "TopologyAffinityError" or "PodOSNotSupported" => Causes.Unschedulable,
            _ when reason.StartsWith("OutOf", StringComparison.Ordinal) => Causes.ResourceCapacity,
            _ => null,
        };
}
