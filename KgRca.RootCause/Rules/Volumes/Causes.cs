namespace KgRca.RootCause.Rules;

// Causes: volumes and claims.
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
            "StorageClass does not exist or does not match",
            CauseFamily.Storage,
            CauseKinds.Workload,
            "The PVC's StorageClass does not exist, or differs from that of the volume it names.",
            "Fix `storageClassName`; it is immutable, so recreate the PVC."
        ),
        new(
            ClaimCapacity,
            "Volume is too small for the PVC",
            CauseFamily.Storage,
            CauseKinds.Workload,
            "The PVC requests more storage than the volume has.",
            "Request less, or provide a larger volume."
        ),
        new(
            ClaimAccessMode,
            "Access mode does not match",
            CauseFamily.Storage,
            CauseKinds.Workload,
            "The volume does not support the PVC's access mode or volume mode.",
            "Fix `accessModes` or `volumeMode`."
        ),
        new(
            ClaimSelector,
            "PVC selector matches no volume",
            CauseFamily.Storage,
            CauseKinds.Workload,
            "The PVC's label selector matches no PersistentVolume.",
            "Fix the selector, or label a volume."
        ),
        new(
            VolumeOccupied,
            "Volume is bound to another PVC",
            CauseFamily.Storage,
            CauseKinds.Workload,
            "The only matching volume is bound to another PVC, or still reserved (`claimRef`) for a deleted "
                + "one, possibly of the same name.",
            "Release the volume (remove its `claimRef`), or provide another."
        ),
        new(
            VolumeLost,
            "PVC lost its volume",
            CauseFamily.Storage,
            CauseKinds.Workload,
            "The PersistentVolume of a bound PVC no longer exists. Its data may be lost.",
            "Recreate the PersistentVolume with the same name, or restore a backup."
        ),
        new(
            ClaimUnbound,
            "PVC not bound",
            CauseFamily.Storage,
            CauseKinds.Workload,
            "The PVC is not bound, for a reason that is not classified.",
            "Read the PVC's events."
        )
        {
            Strength = EvidenceStrength.Proximate,
        },
        new(
            Provisioning,
            "Volume provisioning failed",
            CauseFamily.Storage,
            CauseKinds.Volume,
            "The provisioner or CSI driver could not create, expand or delete the volume, or does not respond.",
            "Read the provisioner's log."
        )
        {
            ShownBy = ["StorageClass", "Deployment"],
            Strength = EvidenceStrength.Proximate,
            IsOutsideWorkload = true,
        },
        new(
            VolumeMount,
            "Volume mount failed",
            CauseFamily.Storage,
            CauseKinds.WorkloadOrNode,
            "The node could not attach or mount the volume.",
            "Read the `FailedMount` event."
        )
        {
            Mechanism = "Containers start only after all volumes are mounted, so the Pod stays in ContainerCreating.",
            Strength = EvidenceStrength.Proximate,
            FollowsFromNode = true,
            IsOutsideWorkload = true,
        },
        new(
            VolumePermission,
            "Permission denied on the volume",
            CauseFamily.Storage,
            CauseKinds.WorkloadOrNode,
            "The container has no permission to read or write the mounted files, or the file server denies the mount.",
            "Set `fsGroup`, or fix the permissions on the volume (for NFS: its exports)."
        )
        {
            IsEchoed = true,
            Mechanism = "The process is denied access to the files on its volume and exits or fails.",
        },
        new(
            VolumeDriver,
            "CSI driver missing on the node",
            CauseFamily.Node,
            CauseKinds.Node,
            "The volume's CSI driver is not registered on the node: its node plugin is not running there, or "
                + "the driver name is wrong.",
            "Check the driver's DaemonSet on the node; `kubectl get csinode`."
        )
        {
            ShownBy = ["DaemonSet"],
            Mechanism = "Without the driver the node cannot mount the volume, so the Pod stays in ContainerCreating.",
            IsOutsideWorkload = true,
        },
        new(
            VolumeMultiAttach,
            "Volume is attached to another node",
            CauseFamily.Storage,
            CauseKinds.Workload,
            "The volume is still attached to another node, or in use by another Pod (`ReadWriteOncePod`).",
            "Delete the old Pod or wait for it to terminate; a single-replica Deployment needs strategy `Recreate`."
        )
        {
            Mechanism = "The volume can be attached to one node only, and another Pod still uses it.",
            FollowsFromNode = true,
        },
        new(
            VolumeZone,
            "Volume is in a different zone",
            CauseFamily.Storage,
            CauseKinds.Workload,
            "The volume is in a zone where the Pod cannot be scheduled.",
            "Move the Pod or the volume; use `volumeBindingMode: WaitForFirstConsumer`."
        )
        {
            Mechanism = "Only nodes in the volume's zone can attach it, so the Pod stays Pending.",
            FollowsFromNode = true,
        },
        new(
            ProvisionerMissing,
            "Provisioner is not installed",
            CauseFamily.Storage,
            CauseKinds.Class,
            "The StorageClass names a provisioner that is not installed in the cluster.",
            "Install the driver, or create a StorageClass with the right `provisioner` (the field cannot be "
                + "changed)."
        ),
        new(
            VolumeSource,
            "Volume source does not exist",
            CauseFamily.Storage,
            CauseKinds.Workload,
            "The claim's `dataSource` is a snapshot or another claim that does not exist or is not ready.",
            "Fix `dataSource`, or wait until the snapshot is ready."
        ),
    ];
}
