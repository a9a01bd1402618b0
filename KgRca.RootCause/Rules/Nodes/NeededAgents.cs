using System.Text.Json;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Scheduling;
using KgRca.RootCause.Rules.Workloads;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Nodes;

/// <summary>
/// DaemonSets that a node's Pods need and whose Pod on that node fails or is not there: the driver that mounts their
/// volumes, the network plugin that gives them a sandbox.
/// </summary>
internal static class NeededAgents
{
    private static readonly string[] DriverMarks =
    [
        "driver name ",
        "CSI driver name ",
        "CSI driver ",
        "external-attacher of ",
        "driver ",
    ];

    /// <summary>The agent behind a Pod's or a node's failure; null where each agent of the node is well.</summary>
    public static Responsible? Behind(Episode failure, string cause, ClusterTopology topology)
    {
        if (cause is not (Causes.VolumeDriver or Causes.PodSandbox or Causes.NodeNetwork))
            return null;
        // An agent that fails on one node while it is well on others is that node's trouble.
        if (failure.Reason is NodeAgents.Reason or SiblingContrast.Reason || NodeContrast.IsOfNetwork(failure))
            return null;
        var node = failure.Subject.Kind == "Node" ? failure.Subject : WorkloadLookup.NodeOf(failure.Subject);
        if (node is null)
            return null;
        // An agent that has no addresses to give is no more at fault than the Pods.
        if (cause != Causes.VolumeDriver && node.Candidates.Exists(NodeMessages.IsOfAddresses))
            return null;
        var isOfVolumes = cause == Causes.VolumeDriver;
        var driver = isOfVolumes ? DriverIn(failure.Message) : null;
        if (isOfVolumes && driver is null)
            return null;
        foreach (var daemonSet in topology.OfKind(node.Cluster, "DaemonSet", null))
        {
            var provides = driver is null
                ? NodeAgents.IsNetworkPlugin(daemonSet)
                : NameTokens.Shared(driver, daemonSet) > 0 && !IsOther(daemonSet);
            if (!provides || TroubleOn(daemonSet, node) is not var (own, text))
                continue;
            return new Responsible(
                daemonSet,
                own ?? cause,
                $"DaemonSet {daemonSet.Namespace}/{daemonSet.Name} {(driver is null ? "gives Pods their network" : $"is the driver {driver}")}, and {text}."
            );
        }
        return null;
    }

    /// <summary>The CSI driver that a message names; null where it names none.</summary>
    public static string? DriverIn(string message)
    {
        foreach (var mark in DriverMarks)
        {
            var start = message.IndexOf(mark, StringComparison.OrdinalIgnoreCase);
            if (start < 0)
                continue;
            var rest = message[(start + mark.Length)..].TrimStart('"', '\'', '\\');
            var end = rest.IndexOfAny([' ', '"', '\'', ',', ':', '\\']);
            var name = end < 0 ? rest : rest[..end];
            if (name.Contains('.', StringComparison.Ordinal))
                return name;
        }
        return null;
    }

    // A provisioner that was made a DaemonSet mounts nothing.
    private static bool IsOther(ResourceState daemonSet) =>
        daemonSet.Name.Contains("provisioner", StringComparison.OrdinalIgnoreCase);

    /// <summary>What is wrong with a DaemonSet on a node; null where it is well there.</summary>
    private static (string? Cause, string Text)? TroubleOn(ResourceState daemonSet, ResourceState node)
    {
        var own = CallGraph.PodsOf(daemonSet).Where(pod => pod.Exists && WorkloadLookup.NodeOf(pod) == node).ToList();
        foreach (var pod in own)
            if (WorkloadTrouble.OfPod(pod) is var (cause, text))
                return (cause, $"its Pod {pod.Name} on node {node.Name} {text}");
        if (own.Count > 0 || daemonSet.Object is not { } item)
            return null;
        return (null, $"it has no Pod on node {node.Name}{Because(item.At("spec", "template", "spec"), node)}");
    }

    private static string Because(JsonElement spec, ResourceState node)
    {
        if (Taints.Repel(node, spec))
            return $", whose taints it does not tolerate ({Taints.Text(node, spec)})";
        return
            spec.Members("nodeSelector").Any()
            && !Labels.Match(spec, "nodeSelector", node.Object?.At("metadata") ?? default)
            ? $", which lacks the labels that it selects ({Labels.Text(spec, "nodeSelector")})"
            : "";
    }
}
