using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Volumes;

/// <summary>
/// Claims that find no volume, and why: no such class, too small, another access mode, another selector, or the volume
/// taken; those whose volume is not enlarged as they ask; volumes that could not be deleted.
/// </summary>
internal static class VolumeClaims
{
    /// <summary>The reason of what is found about a claim whose volume is smaller than it asks for by now.</summary>
    public const string NotEnlarged = "VolumeNotEnlarged";

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
                    $"PersistentVolumeClaim {claim.Name} was bound to volume {item.At("spec").Text("volumeName")}, which does not exist any more.",
                    claim,
                    null,
                    Evidence.Of(claim, item, "status", "phase"),
                    Evidence.Of(claim, item, "spec", "volumeName")
                )
            );
        }
        if (IsBound(item))
            InspectSize(claim, item, findings);
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
            volumes.RemoveAll(volume => Against(claim, spec, volume).Any());
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
            $"PersistentVolumeClaim {claim.Name} finds no volume: {why}.",
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
                return Closest(claim, spec, volumes);
            if (named is not null)
                return (Causes.ClaimUnbound, $"it names volume {named}, which does not exist", null);
            if (!string.IsNullOrEmpty(className) && storageClass is not { Exists: true })
                return (Causes.ClaimStorageClass, $"storage class {className} does not exist", null);
            return provisioner is not null
                ? Drivers.IsInstalled(topology, claim, provisioner)
                    ? (
                        Causes.Provisioning,
                        $"{provisioner}, which storage class {className} leaves it to, has not made one",
                        null
                    )
                    : (
                        Causes.ProvisionerMissing,
                        $"storage class {className} leaves it to {provisioner}, and no such driver is installed",
                        null
                    )
                : (
                    Causes.ClaimUnbound,
                    string.IsNullOrEmpty(className)
                        ? "there is no volume without a storage class, and it names none"
                        : "there is no volume of its storage class",
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
                $"PersistentVolume {volume.Name} could not be deleted{(status.Text("message") is { Length: > 0 } message ? $": {message}" : ".")}",
                volume,
                status.Time("lastPhaseTransitionTime") ?? volume.ObservedAt ?? default,
                Evidence.Of(volume, item, "status", "phase"),
                Evidence.Of(volume, item, "spec", "persistentVolumeReclaimPolicy")
            )
        );
    }

    /// <summary>Whether a claim has a volume of the size that it asks for.</summary>
    public static bool IsServed(JsonElement claim) => IsBound(claim) && !IsTooSmall(claim);

    private static bool IsBound(JsonElement claim) => claim.At("status").Text("phase") == "Bound";

    /// <summary>Whether a claim asks for more than its volume has.</summary>
    public static bool IsTooSmall(JsonElement claim) =>
        Quantity.Of(claim.At("spec", "resources", "requests").Text("storage"))
        > Quantity.Of(claim.At("status", "capacity").Text("storage"));

    /// <summary>
    /// A volume that is not as large as its claim asks for by now. A driver takes a while to enlarge it, so that it is
    /// a failure only where the driver says so.
    /// </summary>
    private static void InspectSize(ResourceState claim, JsonElement item, List<Finding> findings)
    {
        if (!IsTooSmall(item))
            return;
        var (wanted, has) = (
            item.At("spec", "resources", "requests").Text("storage"),
            item.At("status", "capacity").Text("storage")
        );
        Evidence[] evidence =
        [
            Evidence.Of(claim, item, "spec", "resources", "requests"),
            Evidence.Of(claim, item, "status", "capacity"),
        ];
        JsonElement resizing = default;
        foreach (var condition in item.At("status").Items("conditions"))
        {
            if (condition.Text("status") != "True")
                continue;
            if (condition.Text("type") is "ControllerResizeError" or "NodeResizeError")
            {
                findings.Add(
                    Finding.Origin(
                        Causes.Provisioning,
                        Severity.Error,
                        NotEnlarged,
                        $"PersistentVolumeClaim {claim.Name} asks for {wanted}, and its volume could not be enlarged from {has}: {condition.Text("message")}",
                        claim,
                        condition.Time("lastTransitionTime"),
                        [.. evidence, Evidence.OfCondition(claim, condition)]
                    )
                );
                return;
            }
            if (condition.Text("type") is "FileSystemResizePending" || !resizing.IsPresent())
                resizing = condition;
        }
        var why =
            resizing.Text("type") == "FileSystemResizePending"
                ? "its file system grows once a Pod that mounts it is started"
                : "its driver has not enlarged it yet";
        findings.Add(
            new Finding(
                Causes.Provisioning,
                CauseRole.Latent,
                Severity.Warning,
                NotEnlarged,
                $"PersistentVolumeClaim {claim.Name} asks for {wanted}, its volume has {has}: {why}.",
                claim,
                resizing.Time("lastTransitionTime") ?? claim.ObservedAt ?? default,
                resizing.IsPresent() ? [.. evidence, Evidence.OfCondition(claim, resizing)] : evidence
            )
        );
    }

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

    /// <summary>
    /// What keeps the claim from the volume that comes closest to fitting, which is the one with least against it, of
    /// those that are free before others; null where one fits, which is bound in a moment, or once a Pod wants it.
    /// </summary>
    private static (string Cause, string Why, ResourceState? Volume)? Closest(
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

    private static IEnumerable<(string Cause, string Why)> Against(
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
                $"its storage class is {Named(wanted)}, that of volume {volume.Name} is {Named(own)}"
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
                $"it asks for {string.Join(", ", Modes(spec))}, volume {volume.Name} offers {string.Join(", ", Modes(offered))}"
            );
        if (VolumeMode(spec) != VolumeMode(offered))
            yield return (
                Causes.ClaimAccessMode,
                $"it asks for volume mode {VolumeMode(spec)}, volume {volume.Name} is for {VolumeMode(offered)}"
            );
        var requested = spec.At("resources", "requests").Text("storage");
        if (Quantity.Of(requested) > Quantity.Of(offered.At("capacity").Text("storage")))
            yield return (
                Causes.ClaimCapacity,
                $"it asks for {requested}, volume {volume.Name} has {offered.At("capacity").Text("storage")}"
            );
        var holder = offered.At("claimRef");
        if (!holder.IsPresent())
            yield break;
        if (holder.Text("name") != claim.Name || holder.Text("namespace") != claim.Namespace)
            yield return (
                Causes.VolumeOccupied,
                $"volume {volume.Name} is bound to claim {holder.Text("namespace")}/{holder.Text("name")}"
            );
        else if (
            holder.Text("uid") is { Length: > 0 } uid
            && claim.Object?.At("metadata").Text("uid") is { } ownUid
            && uid != ownUid
        )
            yield return (
                Causes.VolumeOccupied,
                $"volume {volume.Name} is kept for a former claim of the same name, {item.At("status").Text("phase")}"
            );
    }

    private static string Named(string className) => className.Length > 0 ? className : "none";

    private static string VolumeMode(JsonElement spec) => spec.Text("volumeMode") ?? "Filesystem";

    private static SortedSet<string> Modes(JsonElement spec) =>
        new(spec.Items("accessModes").Select(mode => mode.Text()).OfType<string>(), StringComparer.Ordinal);
}
