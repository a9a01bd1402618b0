using System.Text.Json;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Volumes;

/// <summary>Why a claim and a volume do not match.</summary>
internal static class VolumeMatch
{
    /// <summary>
    /// What keeps the claim from the volume that comes closest to fitting, which is the one with least against it, of
    /// those that are free before others; null where one fits, which is bound in a moment, or once a Pod wants it.
    /// </summary>
    public static (string Cause, string Why, ResourceState? Volume)? Closest(
        ResourceState claim,
        JsonElement spec,
        List<ResourceState> volumes
    )
    {
        var (volume, against) = volumes
            .Select(volume => (volume, Against: Against(claim, spec, volume).ToList()))
            .MinBy(entry =>
                (entry.Against.Exists(reason => reason.Cause == Causes.VolumeOccupied), entry.Against.Count)
            );
        return against.Count == 0 ? null : (against[0].Cause, against[0].Why, volume);
    }

    public static IEnumerable<(string Cause, string Why)> Against(
        ResourceState claim,
        JsonElement spec,
        ResourceState volume
    )
    {
        if (volume.Object is not { } item)
            yield break;
        var offered = item.At("spec");
        var (wanted, own) = (spec.Text("storageClassName") ?? "", offered.Text("storageClassName") ?? "");
        if (wanted != own)
            yield return (
                Causes.ClaimStorageClass,
                $"its StorageClass is {Named(wanted)}, but that of volume {volume.Name} is {Named(own)}"
            );
        var selector = spec.At("selector");
        if (!Labels.Matches(selector, item.At("metadata")))
        {
            var text = string.Join(
                " and ",
                (
                    (string[])[Labels.Text(selector, "matchLabels"), Labels.Text(selector.Items("matchExpressions"))]
                ).Where(part => part.Length > 0)
            );
            yield return (Causes.ClaimSelector, $"its selector {text} does not match volume {volume.Name}");
        }
        if (!Modes(spec).IsSubsetOf(Modes(offered)))
            yield return (
                Causes.ClaimAccessMode,
                $"it requests {string.Join(", ", Modes(spec))}, but volume {volume.Name} supports "
                    + $"{string.Join(", ", Modes(offered))}"
            );
        if (VolumeMode(spec) != VolumeMode(offered))
            yield return (
                Causes.ClaimAccessMode,
                $"it requests volumeMode {VolumeMode(spec)}, but that of volume {volume.Name} is {VolumeMode(offered)}"
            );
        var requested = spec.At("resources", "requests").Text("storage");
        if (Quantity.Of(requested) > Quantity.Of(offered.At("capacity").Text("storage")))
            yield return (
                Causes.ClaimCapacity,
                $"it requests {requested}, but volume {volume.Name} has {offered.At("capacity").Text("storage")}"
            );
        var holder = offered.At("claimRef");
        if (!holder.IsPresent())
            yield break;
        if (holder.Text("name") != claim.Name || holder.Text("namespace") != claim.Namespace)
            yield return (
                Causes.VolumeOccupied,
                $"volume {volume.Name} is bound to PVC {holder.Text("namespace")}/{holder.Text("name")}"
            );
        else if (
            holder.Text("uid") is { Length: > 0 } uid
            && claim.Object?.At("metadata").Text("uid") is { } ownUid
            && uid != ownUid
        )
            yield return (
                Causes.VolumeOccupied,
                $"volume {volume.Name} is reserved for a deleted PVC of the same name, phase "
                    + $"{item.At("status").Text("phase")}"
            );
    }

    private static string Named(string className) => className.Length > 0 ? className : "none";

    private static string VolumeMode(JsonElement spec) => spec.Text("volumeMode") ?? "Filesystem";

    private static SortedSet<string> Modes(JsonElement spec) =>
        new(spec.Items("accessModes").Select(mode => mode.Text()).OfType<string>(), StringComparer.Ordinal);
}
