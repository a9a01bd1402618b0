using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Volumes;

/// <summary>
/// Claims that are not bound, and why: no such class, no volume that matches, or the matching one is taken; volumes that
/// could not be deleted.
/// </summary>
internal static class VolumeClaims
{
    private const string NoProvisioner = "kubernetes.io/no-provisioner";

    // That a Pod of the claim was given a node: the provisioner's turn has come.
    private const string SelectedNode = "volume.kubernetes.io/selected-node";

    public static void Inspect(ClusterTopology topology, ResourceState claim, JsonElement item, List<Finding> findings)
    {
        if (item.At("status").Text("phase") == "Lost")
        {
            findings.Add(
                Finding.Origin(
                    Causes.VolumeLost,
                    Severity.Critical,
                    "VolumeLost",
                    $"PersistentVolumeClaim {claim.Name} was bound to volume "
                        + $"{item.At("spec").Text("volumeName")}, which no longer exists.",
                    claim,
                    null,
                    Evidence.Of(claim, item, "status", "phase"),
                    Evidence.Of(claim, item, "spec", "volumeName")
                )
            );
        }
        if (IsBound(item))
            VolumeResizes.Inspect(claim, item, findings);
        if (!IsWaiting(item))
            return;
        var spec = item.At("spec");
        var className = spec.Text("storageClassName");
        var storageClass = className is null ? null : topology.Find(claim.Cluster, "StorageClass", "", className);
        var named = spec.Text("volumeName") is { Length: > 0 } name ? name : null;
        var volumes = (
            named is null
                ? VolumesOf(topology, claim, className)
                : topology.OfKind(claim.Cluster, "PersistentVolume", null).Where(volume => volume.Name == named)
        ).ToList();
        // It waits for a Pod; what a Pod then waits for, the scheduler says.
        if (
            named is null
            && storageClass is { Exists: true, Object: { } known }
            && known.Text("volumeBindingMode") == "WaitForFirstConsumer"
            && !item.At("metadata", "annotations", SelectedNode).IsPresent()
        )
            return;
        var provisioner = storageClass?.Object?.Text("provisioner") is { } made && made != NoProvisioner ? made : null;
        // Of volumes that are made as they are asked for, those of others are nobody's mistake.
        if (named is null && provisioner is not null)
            volumes.RemoveAll(volume => VolumeMatch.Against(claim, spec, volume).Any());
        if (Trouble() is not var (cause, why, volume))
            return;
        Evidence[] evidence = volume is null
            ?
            [
                Evidence.Of(claim, item, "spec", "storageClassName"),
                new Evidence(
                    $"{claim.Cluster}/StorageClass//{className}",
                    "metadata.name",
                    storageClass is { Exists: true } ? className ?? "" : "absent"
                ),
            ]
            : [Evidence.Of(claim, "spec", spec.GetRawText()), Evidence.Of(volume, volume.Object, "spec")];
        var finding = Finding.Origin(
            cause,
            Severity.Error,
            "VolumeNotBound",
            $"PersistentVolumeClaim {claim.Name} is not bound: {why}.",
            claim,
            claim.CreatedAt,
            evidence
        );
        // Where there is no volume at all, the claim itself shows that none fits.
        if (named is not null || topology.IsObserved(claim.Cluster, "PersistentVolume"))
            finding = finding.Over("PersistentVolume", "", named);
        findings.Add(
            cause switch
            {
                Causes.ClaimStorageClass when volume is null => finding.Over("StorageClass", "", className),
                Causes.ProvisionerMissing => finding.Over("CSIDriver", "", provisioner),
                _ => finding,
            }
        );

        (string Cause, string Why, ResourceState? Volume)? Trouble()
        {
            if (volumes.Count > 0)
                return VolumeMatch.Closest(claim, spec, volumes);
            if (named is not null)
                return (Causes.ClaimUnbound, $"it names volume {named}, which does not exist", null);
            if (!string.IsNullOrEmpty(className) && storageClass is not { Exists: true })
                return (Causes.ClaimStorageClass, $"StorageClass {className} does not exist", null);
            return provisioner is not null
                ? Drivers.IsInstalled(topology, claim, provisioner)
                    ? (
                        Causes.Provisioning,
                        $"provisioner {provisioner} of StorageClass {className} has not created a volume",
                        null
                    )
                    : (
                        Causes.ProvisionerMissing,
                        $"provisioner {provisioner} of StorageClass {className} is not installed",
                        null
                    )
                : (
                    Causes.ClaimUnbound,
                    string.IsNullOrEmpty(className)
                        ? "it sets no storageClassName, and no volume without a StorageClass exists"
                        : "no volume of its StorageClass exists",
                    null
                );
        }
    }

    /// <summary>What its claim has left behind, and its driver could not delete.</summary>
    public static void InspectVolume(ResourceState volume, JsonElement item, List<Finding> findings)
    {
        var status = item.At("status");
        if (status.Text("phase") != "Failed")
            return;
        findings.Add(
            new Finding(
                Causes.Provisioning,
                CauseRole.Latent,
                Severity.Warning,
                "VolumeNotDeleted",
                $"PersistentVolume {volume.Name} could not be "
                    + $"deleted{(status.Text("message") is { Length: > 0 } message ? $": {message}" : ".")}",
                volume,
                status.Time("lastPhaseTransitionTime") ?? volume.ObservedAt ?? default,
                Evidence.Of(volume, item, "status", "phase"),
                Evidence.Of(volume, item, "spec", "persistentVolumeReclaimPolicy")
            )
        );
    }

    /// <summary>Whether a claim has a volume of the size that it asks for.</summary>
    public static bool IsServed(JsonElement claim) => IsBound(claim) && !VolumeResizes.IsTooSmall(claim);

    private static bool IsBound(JsonElement claim) => claim.At("status").Text("phase") == "Bound";

    /// <summary>Whether a claim waits for a volume.</summary>
    public static bool IsWaiting(JsonElement claim) => claim.At("status").Text("phase") == "Pending";

    /// <summary>
    /// Whether there is a volume of the class that a claim asks for, so that it does not matter that there is no such
    /// class.
    /// </summary>
    public static bool HasVolumes(ClusterTopology topology, ResourceState claim) =>
        claim.Object is { } item
        && item.At("spec").Text("storageClassName") is { } className
        && VolumesOf(topology, claim, className).Any();

    private static IEnumerable<ResourceState> VolumesOf(
        ClusterTopology topology,
        ResourceState claim,
        string? className
    ) =>
        topology
            .OfKind(claim.Cluster, "PersistentVolume", null)
            .Where(volume =>
                volume.Object is { } other && (other.At("spec").Text("storageClassName") ?? "") == (className ?? "")
            );
}
