using System.Text.Json;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Scheduling;

/// <summary>Taints that keep Pods off a node.</summary>
internal static class Taints
{
    private static readonly JsonElement Cordon = JsonElement.Parse(
        """{"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}"""
    );

    /// <summary>Whether a Pod is placed on cordoned nodes too, as those of DaemonSets are.</summary>
    public static bool ToleratesCordon(JsonElement podSpec) =>
        podSpec.Items("tolerations").Any(toleration => Tolerates(toleration, Cordon));

    /// <summary>Whether a node has a taint that a Pod does not tolerate. A mere preference keeps no Pod away.</summary>
    public static bool Repel(ResourceState node, JsonElement podSpec) =>
        node.Object is { } item
        && item.At("spec")
            .Items("taints")
            .Any(taint =>
                taint.Text("effect") != "PreferNoSchedule"
                && !podSpec.Items("tolerations").Any(toleration => Tolerates(toleration, taint))
            );

    /// <summary>
    /// What a node is tainted with while it is in trouble, by Kubernetes itself, its cloud controller, its network
    /// plugin or an autoscaler that takes it away, by the cause.
    /// </summary>
    public static readonly (string Key, string Cause)[] Troubles =
    [
        ("node.kubernetes.io/not-ready", Causes.NodeNotReady),
        ("node.kubernetes.io/unreachable", Causes.NodeNotReady),
        ("node.kubernetes.io/out-of-service", Causes.NodeNotReady),
        ("node.kubernetes.io/memory-pressure", Causes.MemoryPressure),
        ("node.kubernetes.io/disk-pressure", Causes.DiskPressure),
        ("node.kubernetes.io/pid-pressure", Causes.PidPressure),
        ("node.kubernetes.io/network-unavailable", Causes.NodeNetwork),
        ("node.cilium.io/agent-not-ready", Causes.NodeNetwork),
        ("node.cloudprovider.kubernetes.io/uninitialized", Causes.NodeUninitialized),
        ("ToBeDeletedByClusterAutoscaler", Causes.NodeRemoved),
        ("karpenter.sh/disrupted", Causes.NodeRemoved),
    ];

    /// <summary>What a node is in trouble with, where that alone keeps a Pod off it; else null.</summary>
    public static string? TroubleOf(ResourceState node, JsonElement podSpec)
    {
        if (node.Object is not { } item)
            return null;
        string? trouble = null;
        foreach (var taint in item.At("spec").Items("taints"))
        {
            if (
                taint.Text("effect") == "PreferNoSchedule"
                || podSpec.Items("tolerations").Any(toleration => Tolerates(toleration, taint))
            )
                continue;
            if (Array.Find(Troubles, entry => entry.Key == taint.Text("key")).Cause is not { } cause)
                return null;
            trouble ??= cause;
        }
        return trouble;
    }

    /// <summary>The taints of a node that a Pod does not tolerate, for people.</summary>
    public static string Text(ResourceState node, JsonElement podSpec) =>
        string.Join(
            ", ",
            (node.Object?.At("spec").Items("taints") ?? default)
                .Where(taint => !podSpec.Items("tolerations").Any(toleration => Tolerates(toleration, taint)))
                .Select(taint => $"{taint.Text("key")}={taint.Text("value")}:{taint.Text("effect")}")
        );

    private static bool Tolerates(JsonElement toleration, JsonElement taint)
    {
        if (toleration.Text("effect") is { Length: > 0 } effect && effect != taint.Text("effect"))
            return false;
        if (toleration.Text("key") is { Length: > 0 } key && key != taint.Text("key"))
            return false;
        return toleration.Text("operator") == "Exists"
            || toleration.Text("key") is { Length: > 0 }
                && (toleration.Text("value") ?? "") == (taint.Text("value") ?? "");
    }
}
