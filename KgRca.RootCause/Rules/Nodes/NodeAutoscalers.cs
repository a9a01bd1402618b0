using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Scheduling;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Nodes;

/// <summary>
/// Node autoscalers that fail while Pods wait for room: where nodes are added on demand, a Pod that does not fit is what
/// the autoscaler is for.
/// </summary>
internal static class NodeAutoscalers
{
    /// <summary>Of an autoscaler that adds no nodes.</summary>
    public const string Reason = "NoNewNodes";

    private static readonly NamePattern Autoscalers = new(
        "Deployment",
        "cluster-autoscaler",
        "karpenter",
        "node-autoscaler"
    );

    private static readonly string[] Failures =
    [
        "scale up",
        "scale-up",
        "scaleup",
        "increase node group",
        "create node",
        "creating node",
        "launch",
        "provision",
        "instance",
        "nodeclaim",
        "node group",
        "nodegroup",
        "asg",
        "regenerate",
        "refresh",
        "cloud provider",
        "credential",
        "AccessDenied",
        "Unauthorized",
        "quota",
        "forbidden",
        "panic",
        "fatal",
    ];

    public static void Inspect(
        ClusterTopology topology,
        ResourceState deployment,
        JsonElement item,
        List<Finding> findings
    )
    {
        if (!IsAutoscaler(deployment) || FailureOf(topology, deployment) is not { } failure)
            return;
        var waiting = topology.OfKind(deployment.Cluster, "Pod", null).Where(IsWithoutRoom).ToList();
        if (waiting.Count == 0)
            return;
        findings.Add(
            Finding.Origin(
                Causes.NodeAutoscaler,
                Severity.Error,
                Reason,
                $"{waiting.Count} Pods wait for room, and {deployment.Kind} {deployment.Name} adds no nodes: {failure.Message}",
                deployment,
                failure.Onset,
                Evidence.Of(failure.Subject, failure.IsFromLog ? "log" : failure.Reason, failure.Message),
                Evidence.Of(waiting[0], waiting[0].Object, "status", "conditions")
            )
        );
    }

    /// <summary>The autoscalers that an event may be about: of their own Pods, or that a Pod finds no room.</summary>
    public static IEnumerable<ResourceState> Of(ClusterTopology topology, Episode episode)
    {
        if (episode.Severity < Severity.Warning || episode.Subject.Kind != "Pod")
            return [];
        if (episode.Reason == "FailedScheduling")
            return topology.Named(episode.Subject.Cluster, Autoscalers);
        return topology.WorkloadOf(episode.Subject) is var workload && IsAutoscaler(workload) ? [workload] : [];
    }

    /// <summary>The autoscaler that fails while a Pod waits for room; null where none does.</summary>
    public static ResourceState? Behind(Episode waiting, ClusterTopology topology) =>
        waiting.Assessment.Cause
            is Causes.CpuCapacity
                or Causes.MemoryCapacity
                or Causes.PodCapacity
                or Causes.ResourceCapacity
                or Causes.Unschedulable
        && waiting.Subject.Kind == "Pod"
            ? topology
                .Named(waiting.Subject.Cluster, Autoscalers)
                .FirstOrDefault(deployment => deployment.ActiveFindings.Exists(finding => finding.Reason == Reason))
            : null;

    private static bool IsAutoscaler(ResourceState workload) => Autoscalers.IsIn(workload.Name);

    private static bool IsWithoutRoom(ResourceState pod) =>
        pod.Object is { } item
        && Placement.IsWaiting(item)
        && item.At("status")
            .Items("conditions")
            .Any(condition =>
                condition.Text("type") == "PodScheduled"
                && condition.Text("message")?.Contains("Insufficient", StringComparison.Ordinal) == true
            );

    /// <summary>What its Pods say, or how they fail; null while they are well.</summary>
    private static Episode? FailureOf(ClusterTopology topology, ResourceState deployment)
    {
        foreach (var pod in CallGraph.PodsOf(deployment))
            for (var i = pod.Errors.IndexAtOrAfter(topology.Now - EngineHorizon.Window); i < pod.Errors.Count; i++)
                if (
                    !pod.Errors[i].IsFromLog
                    || Array.Exists(
                        Failures,
                        text => pod.Errors[i].Message.Contains(text, StringComparison.OrdinalIgnoreCase)
                    )
                )
                    return pod.Errors[i];
        return null;
    }
}
