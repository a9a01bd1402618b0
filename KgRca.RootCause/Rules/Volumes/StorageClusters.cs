using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Volumes;

/// <summary>The storage clusters, run in the cluster itself, that the volumes of a failing Pod lie on.</summary>
internal static class StorageClusters
{
    private static readonly string[] Kinds =
    [
        "CephCluster",
        "StorageCluster",
        "StorageNode",
        "LinstorCluster",
        "CStorPoolCluster",
        "CStorPoolInstance",
        "DiskPool",
        "GlusterCluster",
        "MinIOTenant",
    ];

    /// <summary>Those that report trouble: of the Pod's storage classes, and of its own namespace.</summary>
    public static IEnumerable<ResourceState> Behind(Episode error, ClusterTopology topology)
    {
        if (error.Subject is not { Kind: "Pod" } pod)
            yield break;
        foreach (var kind in Kinds)
        foreach (var storage in topology.OfKind(pod.Cluster, kind, null))
            if (
                storage.ActiveFindings.Count > 0
                && (storage.Namespace == pod.Namespace || ProvisionersOf(pod, topology).Any(IsOf(storage)))
            )
                yield return storage;
    }

    // Operators put their namespace or the name of their product before the name of the driver.
    private static Func<string, bool> IsOf(ResourceState storage) =>
        provisioner =>
            provisioner.StartsWith(storage.Namespace + ".", StringComparison.Ordinal)
            || provisioner
                .Split('.', '/')
                .Any(word => word.Length > 3 && storage.Namespace.Contains(word, StringComparison.Ordinal));

    private static IEnumerable<string> ProvisionersOf(ResourceState pod, ClusterTopology topology)
    {
        foreach (var edge in pod.Outgoing)
            if (
                edge is { Type: EdgeType.Mounts, To: { Kind: "PersistentVolumeClaim", Object: { } claim } }
                && claim.At("spec").Text("storageClassName") is { } name
                && topology.Find(pod.Cluster, "StorageClass", "", name)?.Object?.Text("provisioner") is { } provisioner
            )
                yield return provisioner;
    }
}
