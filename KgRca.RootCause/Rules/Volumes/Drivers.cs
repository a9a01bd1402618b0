using System.Text.Json;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Volumes;

/// <summary>The drivers that storage classes leave their volumes to.</summary>
internal static class Drivers
{
    // Volumes that Kubernetes itself makes, or did until drivers took them over.
    private const string InTree = "kubernetes.io/";

    /// <summary>
    /// Whether a driver is there as far as is known: its CSIDriver, or a workload that is named after it. One that has
    /// never made a CSIDriver known is given the benefit of the doubt where the cluster sends none.
    /// </summary>
    public static bool IsInstalled(ClusterTopology topology, ResourceState claim, string driver) =>
        driver.StartsWith(InTree, StringComparison.Ordinal)
        || !topology.IsObserved(claim.Cluster, "CSIDriver")
        || topology.Find(claim.Cluster, "CSIDriver", "", driver) is { Exists: true }
        || DriverControllers.Of(topology, claim).Any();

    /// <summary>The storage class whose driver is not there.</summary>
    public static Responsible? Behind(Episode failure, string cause, ClusterTopology topology) =>
        cause == Causes.ProvisionerMissing
        && (failure.Subject.Object ?? default(JsonElement)).At("spec").Text("storageClassName") is { } name
        && topology.Find(failure.Subject.Cluster, "StorageClass", "", name) is { Object: { } item } storageClass
            ? new Responsible(
                storageClass,
                cause,
                $"StorageClass {name} leaves its volumes to {item.Text("provisioner")}, which is not installed."
            )
            {
                NextStep =
                    $"Install driver {item.Text("provisioner")}, or create StorageClass {name} again with a provisioner that is there: {Installed(topology, storageClass)}.",
            }
            : null;

    private static string Installed(ClusterTopology topology, ResourceState storageClass) =>
        string.Join(
            ", ",
            topology.OfKind(storageClass.Cluster, "CSIDriver", null).Select(driver => driver.Name).Take(5)
        );
}
