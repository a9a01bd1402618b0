using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Workloads;

/// <summary>
/// Workloads whose template names a node that does not exist: no scheduler looks at their Pods, no kubelet starts them,
/// and nothing says so.
/// </summary>
internal static class NodeNames
{
    /// <summary>Of a node that does not exist.</summary>
    public const string Reason = "NodeNameMissing";

    public static void Inspect(
        ClusterTopology topology,
        ResourceState workload,
        JsonElement item,
        List<Finding> findings
    )
    {
        if (
            item.At("spec", "template", "spec").Text("nodeName") is not { Length: > 0 } name
            || Readiness.OfWorkload(item)
            || topology.Find(workload.Cluster, "Node", "", name) is { Exists: true }
        )
            return;
        findings.Add(
            Finding
                .Origin(
                    Causes.NodeNameMissing,
                    Severity.Error,
                    Reason,
                    $"The Pod template of {workload.Kind} {workload.Name} sets nodeName to {name}, but that "
                        + "node does not exist.",
                    workload,
                    workload.ObservedAt,
                    Evidence.Of(workload, item, "spec", "template", "spec", "nodeName"),
                    new Evidence($"{workload.Cluster}/Node//{name}", "metadata.name", "absent")
                )
                .Missing("Node", "", name)
        );
    }
}
