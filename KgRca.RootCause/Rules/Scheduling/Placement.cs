using System.Globalization;
using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Scheduling;

/// <summary>
/// Pods without a node. The scheduler counts each node under the first thing that rules it out, so its message hides
/// why the nodes do not take the Pod that were meant for it; here it is read from Pod and nodes. What they do not tell,
/// such as a lack of memory, is taken from the message.
/// </summary>
internal static class Placement
{
    public const string Unschedulable = "Unschedulable";

    public static void Inspect(ClusterTopology topology, ResourceState pod, JsonElement item, List<Finding> findings)
    {
        if (!IsWaiting(item))
            return;
        var (found, isMeantForSome) = NodeFit.Meant(topology, pod, item.At("spec"));
        // Until all nodes are known, the scheduler knows better.
        if (found is not null && !topology.IsComplete(pod.Cluster, new KindScope("Node", "")))
        {
            findings.Add(found.Over("Node", ""));
            found = null;
        }
        if ((found ?? SchedulerReport.Of(topology, pod, item.At("status"), isMeantForSome)) is not { } finding)
            return;
        // Nodes that are tainted for a purpose take no part; those that are in trouble would take it.
        if (
            finding.Cause == Causes.Taint
            && topology
                .OfKind(pod.Cluster, "Node", null)
                .FirstOrDefault(node =>
                    Taints.TroubleOf(node, item.At("spec")) is not null && NodeFit.IsMeantFor(node, item.At("spec"))
                )
                is { } troubled
        )
            finding = finding with
            {
                Cause = Taints.TroubleOf(troubled, item.At("spec"))!,
                Evidence = [.. finding.Evidence, Evidence.Of(troubled, troubled.Object, "spec", "taints")],
            };
        findings.Add(
            finding.Cause is Causes.NodeSelector or Causes.NodeAffinity or Causes.VolumeZone
            && NodeFit.Removed(topology, pod, item) is { DeletedAt: { } at } node
                ? Of(
                    pod,
                    Causes.NodeRemoved,
                    Unschedulable,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{(finding.Cause == Causes.VolumeZone ? "needs a volume on" : "can only run on")} "
                            + $"node {node.Name}, which was removed at {at:u}"
                    ),
                    [.. finding.Evidence, new Evidence(node.NodeKey.Key, "metadata.name", "absent")]
                )
                : finding
        );
    }

    /// <summary>Whether a Pod waits for a node.</summary>
    public static bool IsWaiting(JsonElement pod) =>
        pod.At("status").Text("phase") == "Pending" && pod.At("spec").Text("nodeName") is null or "";

    public static Finding Of(ResourceState pod, string cause, string reason, string text, params Evidence[] evidence) =>
        Finding.Origin(cause, Severity.Error, reason, $"Pod {pod.Name} {text}.", pod, pod.CreatedAt, evidence);
}
