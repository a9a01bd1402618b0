using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Workloads;

/// <summary>A workload that is scaled to nothing while a Service still sends it traffic.</summary>
internal static class Replicas
{
    public static void Inspect(
        ClusterTopology topology,
        ResourceState workload,
        JsonElement item,
        List<Finding> findings
    )
    {
        if (item.At("spec").Number("replicas") != 0 || ScaleToZero.IsWanted(topology, workload))
            return;
        var labels = item.At("spec", "template", "metadata");
        foreach (var service in topology.OfKind(workload.Cluster, "Service", workload.Namespace))
        {
            if (service.Object is not { } serviceItem || !Labels.Match(serviceItem.At("spec"), "selector", labels))
                continue;
            findings.Add(
                Finding.Origin(
                    Causes.ZeroReplicas,
                    HasJustLostAll(workload) ? Severity.Error : Severity.Warning,
                    "ZeroReplicas",
                    $"{workload.Kind} {workload.Name} is scaled to 0 replicas, but Service {service.Name} "
                        + "still routes to it.",
                    workload,
                    ScaledAt(workload),
                    Evidence.Of(workload, item, "spec", "replicas"),
                    Evidence.Of(service, serviceItem, "spec", "selector")
                )
            );
            return;
        }
    }

    // The Deployment controller's event says when; the object does not.
    private static DateTimeOffset? ScaledAt(ResourceState workload)
    {
        for (var i = workload.Candidates.Count - 1; i >= 0; i--)
            if (
                workload.Candidates[i] is { Reason: "ScalingReplicaSet" } scaled
                && scaled.Message.Contains(" to 0", StringComparison.Ordinal)
            )
                return scaled.Time;
        return null;
    }

    /// <summary>
    /// Whether it served before and was scaled down to nothing since: an outage, not a workload that is not in use.
    /// </summary>
    private static bool HasJustLostAll(ResourceState workload) =>
        workload.ActiveFindings.Exists(active => active is { IsError: true, Assessment.Cause: Causes.ZeroReplicas })
        || workload.Candidates.Exists(change =>
            change.Assessment.Cause == Causes.Scaled && change.Message.Contains(" to 0 from ", StringComparison.Ordinal)
        );
}
