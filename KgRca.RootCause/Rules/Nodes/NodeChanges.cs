using System.Globalization;
using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Nodes;

/// <summary>
/// Changes of a node that its Pods may notice: its labels, its taints, the versions of kubelet, system, kernel and
/// runtime, and less of a resource than before.
/// </summary>
internal static class NodeChanges
{
    private static readonly string[] Versions =
    [
        "kubeletVersion",
        "osImage",
        "kernelVersion",
        "containerRuntimeVersion",
    ];

    // Set by Kubernetes or an autoscaler while a node is in trouble or goes: they follow from something else.
    private static readonly string[] Consequences =
    [
        "node.kubernetes.io/",
        "node.cloudprovider.kubernetes.io/",
        "ToBeDeletedByClusterAutoscaler",
        "DeletionCandidateOfClusterAutoscaler",
        "karpenter.sh/",
    ];

    // Kubelets reserve a little more or less from one version to the next.
    private const double Noticed = 0.95;

    /// <summary>The change; null where nothing of this has changed.</summary>
    public static Finding? Inspect(ResourceState node, JsonElement before, JsonElement after, DateTimeOffset observedAt)
    {
        var (taints, versions, labels, capacity) = (
            Tainted(before, after).ToList(),
            Upgraded(before, after).ToList(),
            Labelled(before, after).ToList(),
            Shrunk(before, after).ToList()
        );
        var cause =
            taints.Count > 0 ? Causes.NodeTainted
            : versions.Count > 0 ? Causes.NodeUpgraded
            : labels.Count > 0 ? Causes.NodeLabelsChanged
            : capacity.Count > 0 ? Causes.NodeCapacityChanged
            : null;
        if (cause is null)
            return null;
        var text = string.Join("; ", taints.Concat(versions).Concat(labels).Concat(capacity));
        return new Finding(
            cause,
            CauseRole.Change,
            Severity.Info,
            "NodeChanged",
            $"Node {node.Name} was changed: {text}.",
            node,
            observedAt,
            Evidence.Of(node, "changed", text)
        );
    }

    /// <summary>Whether a change took a node a label that a Pod's selector or affinity asks for.</summary>
    /// <param name="change">The change.</param>
    /// <param name="podSpec">The Pod's spec.</param>
    public static bool TookLabel(Episode change, JsonElement podSpec)
    {
        if (!IsOfNode(change))
            return false;
        foreach (var pair in podSpec.Members("nodeSelector"))
            if (
                Says(change, $"label {pair.Name}={pair.Value.Text()} removed")
                || Says(change, $"label {pair.Name} from {pair.Value.Text()} to ")
            )
                return true;
        return podSpec
            .At("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
            .Items("nodeSelectorTerms")
            .SelectMany(term => term.Items("matchExpressions"))
            .Any(expression =>
                expression.Text("operator") is "In" or "Exists"
                && (
                    Says(change, $"label {expression.Text("key")} from ")
                    || Says(change, $"label {expression.Text("key")}=") && Says(change, " removed")
                )
            );
    }

    /// <summary>Whether a change gave a node a taint.</summary>
    public static bool AddedTaint(Episode change, string? key) => IsOfNode(change) && Says(change, $"taint {key}=");

    /// <summary>Whether a change left a node less of a resource.</summary>
    public static bool TookResource(Episode change, string resource) =>
        IsOfNode(change) && Says(change, $"allocatable {resource} from ");

    /// <summary>Whether a change brought a node another system, kernel, kubelet or runtime.</summary>
    public static bool IsUpgrade(Episode change) =>
        IsOfNode(change) && Array.Exists(Versions, version => Says(change, $"{version} from "));

    private static bool IsOfNode(Episode change) =>
        change.Assessment
            is {
                Role: CauseRole.Change,
                Cause: Causes.NodeTainted
                    or Causes.NodeUpgraded
                    or Causes.NodeLabelsChanged
                    or Causes.NodeCapacityChanged
            };

    private static bool Says(Episode change, string text) => change.Message.Contains(text, StringComparison.Ordinal);

    private static IEnumerable<string> Tainted(JsonElement before, JsonElement after)
    {
        var known = before.At("spec").Items("taints").Select(Text).ToHashSet(StringComparer.Ordinal);
        foreach (var taint in after.At("spec").Items("taints"))
            if (
                !known.Contains(Text(taint))
                && taint.Text("effect") != "PreferNoSchedule"
                && !Array.Exists(
                    Consequences,
                    prefix => taint.Text("key")?.StartsWith(prefix, StringComparison.Ordinal) == true
                )
            )
                yield return $"taint {Text(taint)} added";

        static string Text(JsonElement taint) => $"{taint.Text("key")}={taint.Text("value")}:{taint.Text("effect")}";
    }

    private static IEnumerable<string> Upgraded(JsonElement before, JsonElement after)
    {
        var (old, now) = (before.At("status", "nodeInfo"), after.At("status", "nodeInfo"));
        foreach (var version in Versions)
            if (old.Text(version) is { } earlier && now.Text(version) is { } later && earlier != later)
                yield return $"{version} from {earlier} to {later}";
    }

    private static IEnumerable<string> Labelled(JsonElement before, JsonElement after)
    {
        var (old, now) = (before.At("metadata", "labels"), after.At("metadata", "labels"));
        foreach (var label in before.At("metadata").Members("labels"))
            if (now.Text(label.Name) is not { } value)
                yield return $"label {label.Name}={label.Value.Text()} removed";
            else if (value != label.Value.Text())
                yield return $"label {label.Name} from {label.Value.Text()} to {value}";
        foreach (var label in after.At("metadata").Members("labels"))
            if (old.Text(label.Name) is null)
                yield return $"label {label.Name}={label.Value.Text()} added";
    }

    private static IEnumerable<string> Shrunk(JsonElement before, JsonElement after)
    {
        var now = after.At("status", "allocatable");
        foreach (var resource in before.At("status").Members("allocatable"))
        {
            if (Quantity.Of(resource.Value.Text()) is not (> 0 and var had))
                continue;
            var has = Quantity.Of(now.Text(resource.Name)) ?? 0;
            var isNoticed = resource.Name is "cpu" or "memory" or "ephemeral-storage" ? has < had * Noticed : has < had;
            if (isNoticed && now.IsPresent())
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"allocatable {resource.Name} from {resource.Value.Text()} to {now.Text(resource.Name) ?? "0"}"
                );
        }
    }
}
