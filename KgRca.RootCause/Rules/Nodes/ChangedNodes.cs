using System.Text.Json;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Scheduling;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Nodes;

/// <summary>
/// Nodes whose change came before Pods could not be scheduled, or before those that run there failed: the change, not
/// the Pod, is where it began.
/// </summary>
internal static class ChangedNodes
{
    /// <summary>The node whose change keeps a waiting Pod from it; null where none does.</summary>
    public static Responsible? BehindWaiting(Episode failure, string cause, ClusterTopology topology)
    {
        if (
            failure.Subject is not { Kind: "Pod", Object: { } pod }
            || !Placement.IsWaiting(pod)
            || !MayBeOfNodes(cause)
        )
            return null;
        var spec = pod.At("spec");
        foreach (var node in topology.OfKind(failure.Subject.Cluster, "Node", null))
            for (var i = node.Candidates.Count - 1; i >= 0; i--)
                if (
                    node.Candidates[i] is { Assessment.Role: CauseRole.Change } change
                    && Kept(change, cause, failure.Message, spec, node) is var (changed, text)
                    && !(topology.WorkloadOf(failure.Subject).CreatedAt > change.Onset)
                )
                    return new Responsible(node, changed, $"{change.Message.TrimEnd('.')}, and {text}.");
        return null;
    }

    /// <summary>
    /// The node whose system, kernel, kubelet or runtime was changed before a Pod on it failed, while another of its
    /// workload is well on a node that was not; null where there is none.
    /// </summary>
    public static Responsible? BehindRunning(Episode failure, string cause, ClusterTopology topology)
    {
        if (
            failure.Subject.Kind != "Pod"
            || !MayBeOfSystem(cause)
            || WorkloadLookup.NodeOf(failure.Subject) is not { } node
            || UpgradeBefore(node, failure) is not { } change
        )
            return null;
        foreach (var peer in CallGraph.PodsOf(topology.WorkloadOf(failure.Subject)))
            if (
                peer is { Exists: true, Object: { } item }
                && Readiness.OfPod(item)
                && WorkloadLookup.NodeOf(peer) is { } other
                && other != node
                && UpgradeBefore(other, failure) is null
            )
                return new Responsible(
                    node,
                    Causes.NodeUpgraded,
                    $"{change.Message.TrimEnd('.')}; Pod {peer.Name} of the same workload is well on node {other.Name}, which was not."
                );
        return null;
    }

    private static bool MayBeOfNodes(string cause) =>
        cause
            is Causes.NodeSelector
                or Causes.NodeAffinity
                or Causes.Taint
                or Causes.CpuCapacity
                or Causes.MemoryCapacity
                or Causes.PodCapacity
                or Causes.ResourceCapacity
                or Causes.TopologySpread
                or Causes.Unschedulable;

    // A failure that its own objects explain is no one else's.
    private static bool MayBeOfSystem(string cause) =>
        cause
            is ""
                or Causes.ApplicationError
                or Causes.ContainerCrash
                or Causes.DependencyUnavailable
                or Causes.InvalidCommand
                or Causes.PodSandbox
                or Causes.Containerd
                or Causes.VolumeMount
                or Causes.VolumePermission
                or Causes.Dns;

    private static Episode? UpgradeBefore(ResourceState node, Episode failure)
    {
        for (var i = node.Candidates.Count - 1; i >= 0; i--)
            if (
                NodeChanges.IsUpgrade(node.Candidates[i])
                && node.Candidates[i].Onset <= failure.Onset
                && failure.Onset - node.Candidates[i].Onset <= EngineHorizon.Window
            )
                return node.Candidates[i];
        return null;
    }

    private static (string Cause, string Text)? Kept(
        Episode change,
        string cause,
        string message,
        JsonElement spec,
        ResourceState node
    )
    {
        if (
            cause is Causes.NodeSelector or Causes.NodeAffinity or Causes.TopologySpread or Causes.Unschedulable
            && NodeChanges.TookLabel(change, spec)
        )
            return (Causes.NodeLabelsChanged, "the Pod asks for what it had before");
        foreach (var taint in node.Object?.At("spec").Items("taints") ?? default)
            if (
                NodeChanges.AddedTaint(change, taint.Text("key"))
                && Taints.Repel(node, spec)
                && (
                    message.Contains(taint.Text("key") ?? "", StringComparison.Ordinal)
                    || cause == Causes.Taint && message.Contains(node.Name, StringComparison.Ordinal)
                )
            )
                return (Causes.NodeTainted, "the Pod does not tolerate that taint");
        return ResourcesOf(cause, message).Find(resource => NodeChanges.TookResource(change, resource)) is { } resource
            ? (Causes.NodeCapacityChanged, $"the Pod finds no {resource}")
            : null;
    }

    private static List<string> ResourcesOf(string cause, string message) =>
        cause switch
        {
            Causes.CpuCapacity => ["cpu"],
            Causes.MemoryCapacity => ["memory"],
            Causes.PodCapacity => ["pods"],
            Causes.ResourceCapacity => [.. SchedulingMessages.OtherResources(message)],
            _ => [],
        };
}
