using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Topology;

/// <summary>The workload that an object is for, and the node that a Pod runs on.</summary>
internal static class WorkloadLookup
{
    private static readonly string[] Workloads = ["Deployment", "StatefulSet", "DaemonSet"];

    /// <summary>The workload behind an object; the object where there is none.</summary>
    public static ResourceState Behind(ResourceState subject, ClusterTopology topology) =>
        topology.WorkloadOf(
            subject.Kind switch
            {
                "Service" => BehindService(subject, topology),
                "PersistentVolumeClaim" => UserOf(subject, topology),
                _ => null,
            } ?? subject
        );

    /// <summary>The node that a Pod runs on.</summary>
    public static ResourceState? NodeOf(ResourceState pod)
    {
        foreach (var edge in pod.Outgoing)
            if (edge.Type == EdgeType.RunsOn)
                return edge.To;
        return null;
    }

    /// <summary>
    /// A Pod that the Service selects, else the workload whose Pods it would select, else that of its name.
    /// </summary>
    private static ResourceState? BehindService(ResourceState service, ClusterTopology topology)
    {
        foreach (var edge in service.Outgoing)
            if (edge.Type == EdgeType.Selects && edge.To.Exists)
                return edge.To;
        foreach (var kind in Workloads)
        foreach (var workload in topology.OfKind(service.Cluster, kind, service.Namespace))
            if (workload.Object is { } item && Selection.Selects(service, item.At("spec", "template", "metadata")))
                return workload;
        foreach (var kind in Workloads)
            if (topology.Find(service.Cluster, kind, service.Namespace, service.Name) is { Exists: true } workload)
                return workload;
        return null;
    }

    /// <summary>A Pod that mounts the claim, else the workload whose template does.</summary>
    private static ResourceState? UserOf(ResourceState claim, ClusterTopology topology)
    {
        foreach (var edge in claim.Incoming)
            if (edge.Type == EdgeType.Mounts)
                return edge.From;
        foreach (var kind in Workloads)
        foreach (var workload in topology.OfKind(claim.Cluster, kind, claim.Namespace))
            if (workload.Object is { } item && Mounts(item, claim.Name))
                return workload;
        return null;
    }

    private static bool Mounts(JsonElement workload, string claim) =>
        workload
            .At("spec", "template", "spec")
            .Items("volumes")
            .Any(volume => volume.At("persistentVolumeClaim").Text("claimName") == claim);
}
