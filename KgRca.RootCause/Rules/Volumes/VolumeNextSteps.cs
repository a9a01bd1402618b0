using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Rules.Volumes;

/// <summary>What to change in a PVC. Most fields cannot be edited, so this usually means to recreate it.</summary>
internal static class VolumeNextSteps
{
    public static string? Of(Remedy remedy)
    {
        var spec = remedy.TargetState.At("spec");
        if (remedy.Target.Kind != "PersistentVolumeClaim" || !spec.IsPresent())
            return null;
        var className = spec.Text("storageClassName");
        var size = spec.At("resources", "requests").Text("storage");
        return remedy.Cause switch
        {
            Causes.ClaimStorageClass => Recreate(
                remedy,
                $"storageClassName set to one that exists (now {className}{Existing(remedy)})"
            ),
            Causes.ClaimCapacity => Recreate(
                remedy,
                $"a smaller requests.storage (now {size}), or add a larger volume"
            ),
            Causes.ClaimAccessMode => Recreate(
                remedy,
                $"accessModes and volumeMode that a volume has (now {spec.At("accessModes")})"
            ),
            Causes.ClaimSelector => Recreate(remedy, $"a selector that a volume matches (now {spec.At("selector")})"),
            Causes.VolumeOccupied => Recreate(remedy, $"another volumeName (now {spec.Text("volumeName")})"),
            Causes.Provisioning when Provisioner(remedy, className) is { } provisioner =>
                $"Find out why provisioner {provisioner} of StorageClass {className} has not created a volume for "
                    + $"{NextSteps.Name(remedy.Target)}: {NextSteps.Command("describe", remedy.Target)}, "
                    + "then the log of the provisioner's controller.",
            _ => null,
        };
    }

    private static string Recreate(Remedy remedy, string change)
    {
        var template = remedy.Workload is { Kind: "StatefulSet" } set
            ? $" Fix volumeClaimTemplates of {NextSteps.Name(set)} too."
            : "";
        return $"Recreate {NextSteps.Name(remedy.Target)} with {change}; these fields are immutable: "
            + $"{NextSteps.Command("delete", remedy.Target)}.{template}";
    }

    private static string Existing(Remedy remedy) =>
        remedy.Existing("StorageClass", null) is { Length: > 0 } classes ? $"; existing: {classes}" : "";

    private static string? Provisioner(Remedy remedy, string? className) =>
        className is null
            ? null
            : remedy.Topology.Find(remedy.Cluster, "StorageClass", "", className)?.Object?.Text("provisioner");
}
