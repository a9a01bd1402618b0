using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Taxonomy;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Detectors;

/// <summary>Claims that find no volume, and why: no such class, too small, another access mode, another selector, or the volume taken.</summary>
internal static class VolumeClaims
{
    private const string NoProvisioner = "kubernetes.io/no-provisioner";

    // That a Pod of the claim was given a node: the provisioner's turn has come.
    private const string SelectedNode = "volume.kubernetes.io/selected-node";

    public static void Inspect(ClusterTopology topology, ResourceState claim, JsonElement item, List<Finding> findings)
    {
        if (item.At("status").Text("phase") == "Lost")
        {
            findings.Add(Finding.Origin(Causes.VolumeLost, Severity.Critical, "VolumeLost", $"PersistentVolumeClaim {claim.Name} was bound to volume {item.At("spec").Text("volumeName")}, which does not exist any more.", claim, null,
                Evidence.Of(claim, item, "status", "phase"), Evidence.Of(claim, item, "spec", "volumeName")));
        }
        if (!IsWaiting(item)) return;
        var spec = item.At("spec");
        var className = spec.Text("storageClassName");
        var storageClass = className is null ? null : topology.Find(claim.Cluster, "StorageClass", "", className);
        var volumes = VolumesOf(topology, claim, className).ToList();
        if (storageClass is { Exists: true, Object: { } known } && known.Text("volumeBindingMode") == "WaitForFirstConsumer" && volumes.Count == 0 && !item.At("metadata", "annotations", SelectedNode).IsPresent()) return;
        var (cause, why, volume) = !string.IsNullOrEmpty(className) && storageClass is not { Exists: true } && volumes.Count == 0
            ? (Causes.ClaimStorageClass, $"storage class {className} does not exist", null)
            : volumes.Count == 0 && storageClass?.Object?.Text("provisioner") is { } provisioner && provisioner != NoProvisioner
                ? (Causes.Provisioning, $"{provisioner}, which storage class {className} leaves it to, has not made one", null)
                : Closest(claim, spec, volumes);
        Evidence[] evidence = volume is null
            ? [Evidence.Of(claim, item, "spec", "storageClassName"), new Evidence($"{claim.Cluster}/StorageClass//{className}", "metadata.name", storageClass is { Exists: true } ? className ?? "" : "absent")]
            : [Evidence.Of(claim, "spec", spec.GetRawText()), Evidence.Of(volume, volume.Object, "spec")];
        findings.Add(Finding.Origin(cause, Severity.Error, "VolumeNotBound", $"PersistentVolumeClaim {claim.Name} finds no volume: {why}.", claim, claim.CreatedAt, evidence));
    }

    /// <summary>Whether a claim waits for a volume.</summary>
    public static bool IsWaiting(JsonElement claim) => claim.At("status").Text("phase") == "Pending";

    /// <summary>Whether there is a volume of the class that a claim asks for, so that it does not matter that there is no such class.</summary>
    public static bool HasVolumes(ClusterTopology topology, ResourceState claim) =>
        claim.Object is { } item && item.At("spec").Text("storageClassName") is { } className && VolumesOf(topology, claim, className).Any();

    private static IEnumerable<ResourceState> VolumesOf(ClusterTopology topology, ResourceState claim, string? className) => topology.OfKind(claim.Cluster, "PersistentVolume", null)
        .Where(volume => volume.Object is { } other && (other.At("spec").Text("storageClassName") ?? "") == (className ?? ""));

    /// <summary>What keeps the claim from the volume that comes closest to fitting.</summary>
    private static (string Cause, string Why, ResourceState? Volume) Closest(ResourceState claim, JsonElement spec, List<ResourceState> volumes)
    {
        var requested = spec.At("resources", "requests").Text("storage");
        foreach (var volume in volumes)
        {
            if (volume.Object is not { } item) continue;
            var offered = item.At("spec");
            if (spec.At("selector").IsPresent() && spec.At("selector", "matchLabels").IsPresent() && !Labels.Match(spec.At("selector"), "matchLabels", item.At("metadata")))
                return (Causes.ClaimSelector, $"its selector {Labels.Text(spec.At("selector"), "matchLabels")} does not match volume {volume.Name}", volume);
            if (!Modes(spec).IsSubsetOf(Modes(offered)))
                return (Causes.ClaimAccessMode, $"it asks for {string.Join(", ", Modes(spec))}, volume {volume.Name} offers {string.Join(", ", Modes(offered))}", volume);
            if (Quantity.Of(requested) > Quantity.Of(offered.At("capacity").Text("storage")))
                return (Causes.ClaimCapacity, $"it asks for {requested}, volume {volume.Name} has {offered.At("capacity").Text("storage")}", volume);
            var holder = offered.At("claimRef");
            if (holder.IsPresent() && (holder.Text("name") != claim.Name || holder.Text("namespace") != claim.Namespace))
                return (Causes.VolumeOccupied, $"volume {volume.Name} is bound to claim {holder.Text("namespace")}/{holder.Text("name")}", volume);
        }
        return (Causes.ClaimUnbound, volumes.Count == 0 ? "there is no volume of its storage class" : "no volume is free", null);
    }

    private static SortedSet<string> Modes(JsonElement spec) =>
        new(spec.Items("accessModes").Select(mode => mode.Text()).OfType<string>(), StringComparer.Ordinal);
}
