using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Workloads;

/// <summary>
/// Autoscalers that take a workload's last Pod while there is nothing to do: a HorizontalPodAutoscaler with a minimum
/// of 0, KEDA's ScaledObject, and others that are custom resources.
/// </summary>
internal static class ScaleToZero
{
    private static readonly string[] Kinds = ["HorizontalPodAutoscaler", "ScaledObject"];

    /// <summary>Whether an autoscaler may want a workload to have no replicas.</summary>
    public static bool IsWanted(ClusterTopology topology, ResourceState workload)
    {
        foreach (var edge in workload.Incoming)
            if (edge.Type == EdgeType.Scales && edge.From.Exists && MayScaleToZero(edge.From))
                return true;
        foreach (var kind in Kinds)
        foreach (var autoscaler in topology.OfKind(workload.Cluster, kind, workload.Namespace))
            if (Scales(autoscaler, workload) && MayScaleToZero(autoscaler))
                return true;
        return false;
    }

    private static bool MayScaleToZero(ResourceState autoscaler)
    {
        var spec = (autoscaler.Object ?? default(JsonElement)).At("spec");
        return autoscaler.Kind == "HorizontalPodAutoscaler"
            ? spec.Number("minReplicas") == 0
            : spec.Number("minReplicaCount") is null or 0;
    }

    private static bool Scales(ResourceState autoscaler, ResourceState workload)
    {
        var target = (autoscaler.Object ?? default(JsonElement)).At("spec", "scaleTargetRef");
        return target.Text("name") == workload.Name && (target.Text("kind") ?? "Deployment") == workload.Kind;
    }
}
