using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Nodes;

/// <summary>
/// DaemonSets that no node runs, since none has the labels that their template selects. That may be meant, as of a
/// plugin for devices that no node has; it is a failure where it has just come about.
/// </summary>
internal static class NodelessDaemonSets
{
    /// <summary>Of a DaemonSet that no node runs.</summary>
    public const string Reason = "DaemonSetNodeless";

    public static void Inspect(
        ClusterTopology topology,
        ResourceState daemonSet,
        JsonElement item,
        List<Finding> findings
    )
    {
        if (!IsNodeless(daemonSet))
            return;
        var spec = item.At("spec", "template", "spec");
        var required = spec.At("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution");
        var wanted = spec.Members("nodeSelector").Any()
            ? Labels.Text(spec, "nodeSelector")
            : NodeAffinity.Text(required);
        if (wanted.Length == 0)
            return;
        var change = Lost(topology, daemonSet, spec);
        findings.Add(
            Finding
                .Origin(
                    Causes.DaemonSetNodeless,
                    change is null ? Severity.Warning : Severity.Error,
                    Reason,
                    $"DaemonSet {daemonSet.Name} runs on no node: its template asks for {wanted}, and no node has these labels{(change is null ? "" : $" since {change.Message.TrimEnd('.')}")}.",
                    daemonSet,
                    change?.Onset ?? daemonSet.CreatedAt,
                    Evidence.Of(daemonSet, item, "status", "desiredNumberScheduled"),
                    Evidence.Of(daemonSet, item, "spec", "template", "spec")
                )
                .Over("Node", "")
        );
    }

    /// <summary>Whether no node has to run a DaemonSet, by what its controller says.</summary>
    public static bool IsNodeless(ResourceState daemonSet) =>
        daemonSet.Object?.At("status") is { } status
        && status.Number("desiredNumberScheduled") == 0
        && (status.Number("currentNumberScheduled") ?? 0) == 0;

    /// <summary>The node whose labels have changed so that it does not run a DaemonSet any more.</summary>
    public static Responsible? Behind(Episode failure, string cause, ClusterTopology topology) =>
        cause == Causes.DaemonSetNodeless
        && failure.Subject is { Kind: "DaemonSet", Object: { } item } daemonSet
        && Lost(topology, daemonSet, item.At("spec", "template", "spec")) is { Subject.Kind: "Node" } change
            ? new Responsible(
                change.Subject,
                Causes.NodeLabelsChanged,
                $"Node {change.Subject.Name} had the labels that DaemonSet {daemonSet.Name} asks for until it was changed."
            )
            : null;

    /// <summary>The change that took a DaemonSet its nodes: of its own template, or of a node's labels.</summary>
    private static Episode? Lost(ClusterTopology topology, ResourceState daemonSet, JsonElement spec)
    {
        for (var i = daemonSet.Candidates.Count - 1; i >= 0; i--)
            if (
                daemonSet.Candidates[i] is { Assessment.Cause: Causes.Rollout, Source: "change" } change
                && (
                    change.Message.Contains("nodeSelector", StringComparison.Ordinal)
                    || change.Message.Contains("affinity", StringComparison.Ordinal)
                )
            )
                return change;
        foreach (var node in topology.OfKind(daemonSet.Cluster, "Node", null))
            for (var i = node.Candidates.Count - 1; i >= 0; i--)
                if (NodeChanges.TookLabel(node.Candidates[i], spec))
                    return node.Candidates[i];
        return null;
    }
}
