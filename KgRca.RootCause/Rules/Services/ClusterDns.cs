using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Services;

/// <summary>
/// The cluster's DNS, which all its names depend on: the workload in <c>kube-system</c> whose Pods are labelled
/// <c>k8s-app: kube-dns</c>, as CoreDNS's are, or that has its name.
/// </summary>
internal static class ClusterDns
{
    private const string Namespace = "kube-system";

    public static void Inspect(ResourceState workload, JsonElement item, List<Finding> findings)
    {
        if (!IsDns(workload, item) || !Readiness.HasNone(item))
            return;
        findings.Add(
            Finding.Origin(
                Causes.Dns,
                Severity.Error,
                "DnsUnavailable",
                $"{workload.Kind} {workload.Name}, the cluster DNS, has no ready Pods.",
                workload,
                null,
                Evidence.Of(workload, item, "spec", "replicas"),
                Evidence.Of(workload, item, "status", "readyReplicas")
            )
        );
    }

    /// <summary>The DNS workload of a cluster while it has no ready Pod; null otherwise.</summary>
    public static ResourceState? Unavailable(string cluster, ClusterTopology topology) =>
        topology
            .OfKind(cluster, "Deployment", Namespace)
            .Concat(topology.OfKind(cluster, "DaemonSet", Namespace))
            .FirstOrDefault(workload =>
                workload.ActiveFindings.Exists(finding => finding.Assessment.Cause == Causes.Dns)
            );

    /// <summary>The workloads that answer names in a cluster; none where they are not known.</summary>
    public static IReadOnlyList<ResourceState> Servers(string cluster, ClusterTopology topology) =>
        [
            .. topology
                .OfKind(cluster, "Deployment", Namespace)
                .Concat(topology.OfKind(cluster, "DaemonSet", Namespace))
                .Where(workload => workload.Object is { } item && IsDns(workload, item)),
        ];

    private static bool IsDns(ResourceState workload, JsonElement item) =>
        workload.Namespace == Namespace
        && (
            item.At("spec", "template", "metadata").At("labels").Text("k8s-app") == "kube-dns"
            || workload.Kind == "Deployment" && workload.Name.EndsWith("coredns", StringComparison.Ordinal)
        );
}
