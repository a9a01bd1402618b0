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

    private static readonly string[] Refusals =
    [
        "max node group size reached",
        "max size reached",
        "max cluster cpu limit reached",
        "max cluster memory limit reached",
        "max total nodes",
        "max limit reached",
        "in backoff after failed scale-up",
        "not ready for scaleup",
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
                $"{waiting.Count} Pods are Pending, and {deployment.Kind} {deployment.Name} cannot add nodes: "
                    + $"{failure.Message}",
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

    /// <summary>
    /// The autoscaler that fails while a Pod waits for room, or the pool of nodes that may not grow; null where there is
    /// none.
    /// </summary>
    public static Responsible? Behind(Episode waiting, string cause, ClusterTopology topology)
    {
        if (waiting.Subject.Kind != "Pod" || !IsOfRoom(cause) && !(IsOfLabels(cause) && IsPlannedFor(waiting.Subject)))
            return null;
        if (NodePools.Full(waiting.Subject, topology) is { } pool)
            return pool;
        var refusal = RefusalOf(waiting.Subject);
        foreach (var deployment in topology.Named(waiting.Subject.Cluster, Autoscalers))
        {
            if (deployment.ActiveFindings.Exists(finding => finding.Reason == Reason))
                return new Responsible(
                    deployment,
                    Causes.NodeAutoscaler,
                    $"Deployment {deployment.Name} is to add nodes, and fails to."
                );
            if (refusal is not null)
                return new Responsible(
                    deployment,
                    Causes.NodeAutoscaler,
                    $"Deployment {deployment.Name} is to add nodes, and may not: {refusal}."
                )
                {
                    NextStep =
                        $"Raise the maximum size of the node group in the settings of Deployment {deployment.Namespace}/{deployment.Name} ({refusal}), or lower the requests of what waits.",
                };
        }
        return null;
    }

    private static bool IsOfRoom(string cause) =>
        cause
            is Causes.CpuCapacity
                or Causes.MemoryCapacity
                or Causes.PodCapacity
                or Causes.ResourceCapacity
                or Causes.Unschedulable;

    // A pool that has no node yet has none with its labels.
    private static bool IsOfLabels(string cause) => cause is Causes.NodeSelector or Causes.NodeAffinity or Causes.Taint;

    /// <summary>Whether an autoscaler has thought of nodes for a Pod, so that its labels and tolerations are those of a pool.</summary>
    public static bool IsPlannedFor(ResourceState pod) =>
        pod.Candidates.Exists(candidate =>
            candidate.Reason is "TriggeredScaleUp" or "Nominated"
            || candidate.Message.StartsWith("Failed to schedule pod, ", StringComparison.Ordinal)
        );

    /// <summary>What a message says that keeps an autoscaler from adding nodes; null where it says none of this.</summary>
    public static string? RefusalIn(string message) =>
        Array.Find(Refusals, text => message.Contains(text, StringComparison.OrdinalIgnoreCase));

    /// <summary>Why the autoscaler adds no node for a Pod, where that is not the Pod's own request.</summary>
    private static string? RefusalOf(ResourceState pod)
    {
        for (var i = pod.Candidates.Count - 1; i >= 0; i--)
        {
            if (pod.Candidates[i].Reason == "NotTriggerScaleUp" && RefusalIn(pod.Candidates[i].Message) is { } refusal)
                return refusal;
        }
        return null;
    }

    private static bool IsAutoscaler(ResourceState workload) => Autoscalers.IsIn(workload.Name);

    private static bool IsWithoutRoom(ResourceState pod) =>
        pod.Object is { } item
        && Placement.IsWaiting(item)
        && item.At("status")
            .Items("conditions")
            .Any(condition =>
                condition.Text("type") == "PodScheduled"
                && condition.Text("message") is { } message
                && (message.Contains("Insufficient", StringComparison.Ordinal) || IsPlannedFor(pod))
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
