namespace KgRca.RootCause.Rules;

// Causes: volumes and claims. One class for all families, so that an id reads the same wherever it is used.
internal static partial class Causes
{
    public const string ClaimStorageClass = "pvc_storage_class_mismatch";
    public const string ClaimCapacity = "pvc_capacity_mismatch";
    public const string ClaimAccessMode = "pvc_access_mode_mismatch";
    public const string ClaimSelector = "pvc_selector_mismatch";
    public const string VolumeOccupied = "pv_binding_occupied";
    public const string VolumeLost = "pv_lost";
    public const string ClaimUnbound = "pvc_not_bound";
    public const string Provisioning = "volume_provisioning_failed";
    public const string VolumeMount = "volume_mount_failed";
    public const string VolumePermission = "volume_mount_permission_denied";
    public const string VolumeDriver = "volume_driver_missing";
    public const string VolumeMultiAttach = "volume_multi_attach";
    public const string VolumeZone = "volume_node_affinity_conflict";
    public const string ProvisionerMissing = "volume_provisioner_missing";
    public const string VolumeSource = "volume_source_missing";

    /// <summary>What they mean and what to do: volumes and claims.</summary>
    public static CauseClass[] OfVolumes { get; } =
    [
        new(
            ClaimStorageClass,
            "Storage class does not exist",
            CauseFamily.Storage,
            CauseKinds.Workload,
            "The claim's storage class does not exist, or is another than that of the volume that it names.",
            "Correct `storageClassName`."
        ),
        new(
            ClaimCapacity,
            "Volume is too small for the claim",
            CauseFamily.Storage,
            CauseKinds.Workload,
            "The claim asks for more than the volume has.",
            "Ask for less, or provide a larger volume."
        ),
        new(
            ClaimAccessMode,
            "Volume lacks the access mode",
            CauseFamily.Storage,
            CauseKinds.Workload,
            "The volume does not offer the claim's access mode, or volume mode.",
            "Correct `accessModes` or `volumeMode`."
        ),
        new(
            ClaimSelector,
            "Claim's selector matches no volume",
            CauseFamily.Storage,
            CauseKinds.Workload,
            "The claim's selector matches no volume.",
            "Correct the selector, or label a volume."
        ),
        new(
            VolumeOccupied,
            "Volume belongs to another claim",
            CauseFamily.Storage,
            CauseKinds.Workload,
            "The volume that would fit is bound to another claim, or kept for one that was deleted, be it of the same name.",
            "Release it (remove its `claimRef`), or provide another."
        ),
        new(
            VolumeLost,
            "Claim has lost its volume",
            CauseFamily.Storage,
            CauseKinds.Workload,
            "The volume of a claim that was bound does not exist any more. Its data may be gone.",
            "Bring the volume back under its name, or restore a backup."
        ),
        new(
            ClaimUnbound,
            "Claim finds no volume",
            CauseFamily.Storage,
            CauseKinds.Workload,
            "The claim finds no volume, for a reason not told apart here.",
            "Read the claim's events."
        )
        {
            Strength = EvidenceStrength.Proximate,
        },
        new(
            Provisioning,
            "Volume could not be made, enlarged or deleted",
            CauseFamily.Storage,
            CauseKinds.Volume,
            "The provisioner or driver could not make, enlarge or delete the volume, or does not answer.",
            "Read the provisioner's log."
        )
        {
            ShownBy = ["StorageClass", "Deployment"],
            Strength = EvidenceStrength.Proximate,
            IsOutsideWorkload = true,
        },
        new(
            VolumeMount,
            "Volume could not be mounted",
            CauseFamily.Storage,
            CauseKinds.WorkloadOrNode,
            "The node could not attach or mount the volume.",
            "Read the `FailedMount` event."
        )
        {
            Mechanism = "Containers start only when all volumes are mounted, so the Pod waits.",
            Strength = EvidenceStrength.Proximate,
            FollowsFromNode = true,
            IsOutsideWorkload = true,
        },
        new(
            VolumePermission,
            "No permission on the volume",
            CauseFamily.Storage,
            CauseKinds.WorkloadOrNode,
            "The container may not read or write what is mounted, or the server does not let the node mount it.",
            "Set `fsGroup`, or correct the volume's rights, of NFS its exports."
        )
        {
            Mechanism = "The process may not use the files of its volume and exits or fails.",
        },
        new(
            VolumeDriver,
            "Node lacks the volume's driver",
            CauseFamily.Node,
            CauseKinds.Node,
            "The CSI driver of a volume is not registered on the node: its node plugin does not run there, or the driver's name is wrong.",
            "Look at the driver's DaemonSet on the node; `kubectl get csinode`."
        )
        {
            ShownBy = ["DaemonSet"],
            Mechanism = "Without the driver on the node the volume cannot be mounted, so the Pod waits.",
            IsOutsideWorkload = true,
        },
        new(
            VolumeMultiAttach,
            "Volume is attached to another node",
            CauseFamily.Storage,
            CauseKinds.Workload,
            "The volume is still attached to another node, or another Pod has it and only one may (`ReadWriteOncePod`).",
            "Wait for or remove the old Pod; a Deployment of one Pod wants the strategy `Recreate`."
        )
        {
            Mechanism = "The volume can be attached to one node only, and another Pod still holds it.",
            FollowsFromNode = true,
        },
        new(
            VolumeZone,
            "Volume is in another zone",
            CauseFamily.Storage,
            CauseKinds.Workload,
            "The volume is in a zone where the Pod cannot run.",
            "Move the Pod or the volume."
        )
        {
            Mechanism = "The volume can be reached from other nodes only, so the Pod stays Pending.",
            FollowsFromNode = true,
        },
        new(
            ProvisionerMissing,
            "Provisioner of a storage class does not exist",
            CauseFamily.Storage,
            CauseKinds.Class,
            "The storage class leaves its volumes to a driver that is not installed in the cluster.",
            "Install the driver, or correct the class's `provisioner`, which needs a new class."
        ),
        new(
            VolumeSource,
            "Source of a volume does not exist",
            CauseFamily.Storage,
            CauseKinds.Workload,
            "The claim is to be filled from a snapshot or another claim that does not exist or is not ready.",
            "Correct `dataSource`, or wait for the snapshot."
        ),
    ];
}
