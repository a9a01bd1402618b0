using System.Globalization;
using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Nodes;

/// <summary>
/// Nodes that have lost a device: kubelet keeps it in the capacity, and a device plugin that calls it unhealthy takes it
/// out of what can be allocated.
/// </summary>
internal static class NodeDevices
{
    /// <summary>Of a node with a device that is not healthy.</summary>
    public const string Reason = "DeviceUnhealthy";

    public static void Inspect(ResourceState node, JsonElement item, List<Finding> findings)
    {
        foreach (var member in item.At("status").Members("capacity"))
        {
            if (
                !member.Name.Contains('/', StringComparison.Ordinal)
                || NumberOf(member.Value) is not (> 0 and var all)
                || NumberOf(item.At("status", "allocatable", member.Name)) is not { } left
                || left >= all
                || findings.Exists(finding => finding.Cause == Causes.NodeProblem)
            )
                continue;
            findings.Add(
                Finding.Origin(
                    Causes.NodeProblem,
                    Severity.Warning,
                    Reason,
                    $"{all - left} of {all} {member.Name} devices of node {node.Name} are unhealthy and cannot be allocated.",
                    node,
                    null,
                    Evidence.Of(node, item, "status", "capacity", member.Name),
                    Evidence.Of(node, item, "status", "allocatable", member.Name)
                )
            );
        }
    }

    /// <summary>The nodes that have lost devices of the kind that a Pod waits for, or that fails on one of them.</summary>
    public static IEnumerable<ResourceState> Behind(Episode failure, ClusterTopology topology)
    {
        if (failure.Subject.Kind != "Pod")
            return [];
        if (failure.Assessment.Cause is Causes.ResourceCapacity or Causes.Unschedulable)
            return topology
                .OfKind(failure.Subject.Cluster, "Node", null)
                .Where(node =>
                    LostDevice(node) is { } device && failure.Message.Contains(device, StringComparison.Ordinal)
                );
        return
            WorkloadLookup.NodeOf(failure.Subject) is { } own
            && LostDevice(own) is { } lost
            && Requests(failure.Subject, lost)
            ? [own]
            : [];
    }

    private static string? LostDevice(ResourceState node)
    {
        if (node.Object is not { } item || !node.ActiveFindings.Exists(finding => finding.Reason == Reason))
            return null;
        foreach (var member in item.At("status").Members("capacity"))
            if (
                member.Name.Contains('/', StringComparison.Ordinal)
                && NumberOf(item.At("status", "allocatable", member.Name)) < NumberOf(member.Value)
            )
                return member.Name;
        return null;
    }

    private static bool Requests(ResourceState pod, string device) =>
        (pod.Object ?? default(JsonElement))
            .At("spec")
            .Items("containers")
            .Any(container => container.At("resources", "limits", device).IsPresent());

    private static int? NumberOf(JsonElement value) =>
        int.TryParse(
            value.ValueKind == JsonValueKind.Number ? value.GetRawText() : value.Text(),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;
}
