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
        var named = spec.Text("volumeName") is { Length: > 0 } name ? name : null;
        var volumes = (named is null ? VolumesOf(topology, claim, className) : topology.OfKind(claim.Cluster, "PersistentVolume", null).Where(volume => volume.Name == named)).ToList();
        // It waits for a Pod; what a Pod then waits for, the scheduler says.
        if (named is null && storageClass is { Exists: true, Object: { } known } && known.Text("volumeBindingMode") == "WaitForFirstConsumer" && !item.At("metadata", "annotations", SelectedNode).IsPresent()) return;
        var provisioner = storageClass?.Object?.Text("provisioner") is { } made && made != NoProvisioner ? made : null;
        // Of volumes that are made as they are asked for, those of others are nobody's mistake.
        if (named is null && provisioner is not null) volumes.RemoveAll(volume => Against(claim, spec, volume).Any());
        if (Trouble() is not var (cause, why, volume)) return;
        Evidence[] evidence = volume is null
            ? [Evidence.Of(claim, item, "spec", "storageClassName"), new Evidence($"{claim.Cluster}/StorageClass//{className}", "metadata.name", storageClass is { Exists: true } ? className ?? "" : "absent")]
            : [Evidence.Of(claim, "spec", spec.GetRawText()), Evidence.Of(volume, volume.Object, "spec")];
        findings.Add(Finding.Origin(cause, Severity.Error, "VolumeNotBound", $"PersistentVolumeClaim {claim.Name} finds no volume: {why}.", claim, claim.CreatedAt, evidence));

        (string Cause, string Why, ResourceState? Volume)? Trouble()
        {
            if (volumes.Count > 0) return Closest(claim, spec, volumes);
            if (named is not null) return topology.IsObserved(claim.Cluster, "PersistentVolume") ? (Causes.ClaimUnbound, $"it names volume {named}, which does not exist", null) : null;
            if (!string.IsNullOrEmpty(className) && storageClass is not { Exists: true }) return (Causes.ClaimStorageClass, $"storage class {className} does not exist", null);
            return provisioner is not null
                ? (Causes.Provisioning, $"{provisioner}, which storage class {className} leaves it to, has not made one", null)
                : (Causes.ClaimUnbound, string.IsNullOrEmpty(className) ? "there is no volume without a storage class, and it names none" : "there is no volume of its storage class", null);
        }
    }

    /// <summary>Whether a claim waits for a volume.</summary>
    public static bool IsWaiting(JsonElement claim) => claim.At("status").Text("phase") == "Pending";

    /// <summary>Whether there is a volume of the class that a claim asks for, so that it does not matter that there is no such class.</summary>
    public static bool HasVolumes(ClusterTopology topology, ResourceState claim) =>
        claim.Object is { } item && item.At("spec").Text("storageClassName") is { } className && VolumesOf(topology, claim, className).Any();

    private static IEnumerable<ResourceState> VolumesOf(ClusterTopology topology, ResourceState claim, string? className) => topology.OfKind(claim.Cluster, "PersistentVolume", null)
        .Where(volume => volume.Object is { } other && (other.At("spec").Text("storageClassName") ?? "") == (className ?? ""));

    /// <summary>What keeps the claim from the volume that comes closest to fitting, which is the one with least against it, of those that are free before others; null where one fits, which is bound in a moment, or once a Pod wants it.</summary>
    private static (string Cause, string Why, ResourceState? Volume)? Closest(ResourceState claim, JsonElement spec, List<ResourceState> volumes)
    {
        var (volume, against) = volumes.Select(volume => (volume, Against: Against(claim, spec, volume).ToList()))
            .MinBy(entry => (entry.Against.Exists(reason => reason.Cause == Causes.VolumeOccupied), entry.Against.Count));
        return against.Count == 0 ? null : (against[0].Cause, against[0].Why, volume);
    }

    private static IEnumerable<(string Cause, string Why)> Against(ResourceState claim, JsonElement spec, ResourceState volume)
    {
        if (volume.Object is not { } item) yield break;
        var offered = item.At("spec");
        var (wanted, own) = (spec.Text("storageClassName") ?? "", offered.Text("storageClassName") ?? "");
        if (wanted != own) yield return (Causes.ClaimStorageClass, $"its storage class is {Named(wanted)}, that of volume {volume.Name} is {Named(own)}");
        var selector = spec.At("selector");
        if (!Labels.Matches(selector, item.At("metadata")))
        {
            var text = string.Join(" and ", ((string[])[Labels.Text(selector, "matchLabels"), Labels.Text(selector.Items("matchExpressions"))]).Where(part => part.Length > 0));
            yield return (Causes.ClaimSelector, $"its selector {text} does not match volume {volume.Name}");
        }
        if (!Modes(spec).IsSubsetOf(Modes(offered)))
            yield return (Causes.ClaimAccessMode, $"it asks for {string.Join(", ", Modes(spec))}, volume {volume.Name} offers {string.Join(", ", Modes(offered))}");
        if (VolumeMode(spec) != VolumeMode(offered))
            yield return (Causes.ClaimAccessMode, $"it asks for volume mode {VolumeMode(spec)}, volume {volume.Name} is for {VolumeMode(offered)}");
        var requested = spec.At("resources", "requests").Text("storage");
        if (Quantity.Of(requested) > Quantity.Of(offered.At("capacity").Text("storage")))
            yield return (Causes.ClaimCapacity, $"it asks for {requested}, volume {volume.Name} has {offered.At("capacity").Text("storage")}");
        var holder = offered.At("claimRef");
        if (!holder.IsPresent()) yield break;
        if (holder.Text("name") != claim.Name || holder.Text("namespace") != claim.Namespace)
            yield return (Causes.VolumeOccupied, $"volume {volume.Name} is bound to claim {holder.Text("namespace")}/{holder.Text("name")}");
        else if (holder.Text("uid") is { Length: > 0 } uid && claim.Object?.At("metadata").Text("uid") is { } ownUid && uid != ownUid)
            yield return (Causes.VolumeOccupied, $"volume {volume.Name} is kept for a former claim of the same name, {item.At("status").Text("phase")}");
    }

    private static string Named(string className) => className.Length > 0 ? className : "none";

    private static string VolumeMode(JsonElement spec) => spec.Text("volumeMode") ?? "Filesystem";

    private static SortedSet<string> Modes(JsonElement spec) =>
        new(spec.Items("accessModes").Select(mode => mode.Text()).OfType<string>(), StringComparer.Ordinal);
}
