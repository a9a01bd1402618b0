using static KgRca.RootCause.Rules.CauseKinds;

namespace KgRca.RootCause.Rules;

/// <summary>What a Pod needs of the cluster: what it refers to, volumes, nodes.</summary>
internal static class ClusterCauses
{
    public static CauseClass[] All =>
        [
            // References
            new(
                Causes.MissingConfigMap,
                "ConfigMap does not exist",
                CauseFamily.Reference,
                Referred,
                "A ConfigMap that is referred to does not exist.",
                "Create it, or correct the name."
            ),
            new(
                Causes.MissingSecret,
                "Secret does not exist",
                CauseFamily.Reference,
                Referred,
                "A Secret that is referred to does not exist.",
                "Create it, or correct the name."
            ),
            new(
                Causes.MissingConfigKey,
                "Key is missing in ConfigMap or Secret",
                CauseFamily.Reference,
                Referred,
                "The ConfigMap or Secret lacks the key that is referred to.",
                "Add the key, or correct its name."
            ),
            new(
                Causes.OwnerElsewhere,
                "Owner is in another namespace",
                CauseFamily.Reference,
                Referred,
                "The object names an owner that is in another namespace, where owners cannot be: the garbage collector takes it for one that is gone, and deletes the object.",
                "Remove the owner reference, or keep both in one namespace; look at who writes it: an operator, a copied manifest."
            ),
            // Storage
            new(
                Causes.MissingClaim,
                "Claim does not exist",
                CauseFamily.Storage,
                Workload,
                "A claim that is referred to does not exist, or is being deleted.",
                "Create it, or correct the name."
            ),
            new(
                Causes.ClaimStorageClass,
                "Storage class does not exist",
                CauseFamily.Storage,
                Workload,
                "The claim's storage class does not exist, or is another than that of the volume that it names.",
                "Correct `storageClassName`."
            ),
            new(
                Causes.ClaimCapacity,
                "Volume is too small for the claim",
                CauseFamily.Storage,
                Workload,
                "The claim asks for more than the volume has.",
                "Ask for less, or provide a larger volume."
            ),
            new(
                Causes.ClaimAccessMode,
                "Volume lacks the access mode",
                CauseFamily.Storage,
                Workload,
                "The volume does not offer the claim's access mode, or volume mode.",
                "Correct `accessModes` or `volumeMode`."
            ),
            new(
                Causes.ClaimSelector,
                "Claim's selector matches no volume",
                CauseFamily.Storage,
                Workload,
                "The claim's selector matches no volume.",
                "Correct the selector, or label a volume."
            ),
            new(
                Causes.VolumeOccupied,
                "Volume belongs to another claim",
                CauseFamily.Storage,
                Workload,
                "The volume that would fit is bound to another claim, or kept for one that was deleted, be it of the same name.",
                "Release it (remove its `claimRef`), or provide another."
            ),
            new(
                Causes.VolumeLost,
                "Claim has lost its volume",
                CauseFamily.Storage,
                Workload,
                "The volume of a claim that was bound does not exist any more. Its data may be gone.",
                "Bring the volume back under its name, or restore a backup."
            ),
            new(
                Causes.ClaimUnbound,
                "Claim finds no volume",
                CauseFamily.Storage,
                Workload,
                "The claim finds no volume, for a reason not told apart here.",
                "Read the claim's events."
            ),
            new(
                Causes.Provisioning,
                "Volume could not be made, enlarged or deleted",
                CauseFamily.Storage,
                Volume,
                "The provisioner or driver could not make, enlarge or delete the volume, or does not answer.",
                "Read the provisioner's log."
            ),
            new(
                Causes.VolumeMount,
                "Volume could not be mounted",
                CauseFamily.Storage,
                Workload,
                "The node could not attach or mount the volume.",
                "Read the `FailedMount` event."
            ),
            new(
                Causes.VolumePermission,
                "No permission on the volume",
                CauseFamily.Storage,
                Workload,
                "The container may not read or write what is mounted, or the server does not let the node mount it.",
                "Set `fsGroup`, or correct the volume's rights, of NFS its exports."
            ),
            new(
                Causes.VolumeMultiAttach,
                "Volume is attached to another node",
                CauseFamily.Storage,
                Workload,
                "The volume is still attached to another node, or another Pod has it and only one may (`ReadWriteOncePod`).",
                "Wait for or remove the old Pod; a Deployment of one Pod wants the strategy `Recreate`."
            ),
            new(
                Causes.VolumeZone,
                "Volume is in another zone",
                CauseFamily.Storage,
                Workload,
                "The volume is in a zone where the Pod cannot run.",
                "Move the Pod or the volume."
            ),
            // Nodes and the control plane
            new(
                Causes.NodeNetworkDelay,
                "Slow network of the node",
                CauseFamily.Node,
                Node,
                "What the node sends or gets takes long on the way.",
                "Look at the node's network interface and its peers."
            ),
            new(
                Causes.NodeNetwork,
                "Node has no network for Pods",
                CauseFamily.Node,
                Node,
                "The node's network is not set up, or its route is missing.",
                "Look at the network plugin and the cloud's routes."
            ),
            new(
                Causes.NodeProblem,
                "Node has a problem of its own",
                CauseFamily.Node,
                Node,
                "The kernel, the disk, the clock, a device or a daemon of the node is in trouble, by node-problem-detector or its kubelet.",
                "Look at the node; drain it."
            ),
            new(
                Causes.NodePacketLoss,
                "Node loses packets",
                CauseFamily.Node,
                Node,
                "The node loses packets, or must send many again.",
                "Look at the node's network interface and its peers."
            ),
            new(
                Causes.NodeNotReady,
                "Node is not ready",
                CauseFamily.Node,
                Node,
                "The node is down, or its kubelet is silent or says that it cannot work.",
                "Look at the node."
            ),
            new(
                Causes.NodeRemoved,
                "Node was removed",
                CauseFamily.Node,
                Node,
                "The Pod may only run on a node that was removed, or is about to be by an autoscaler, or its volume is on that node.",
                "Bring the node back under its name, or let the Pod run elsewhere; data of a local volume is gone with its node."
            ),
            new(
                Causes.NodeUninitialized,
                "Node waits for the cloud controller",
                CauseFamily.Node,
                Node,
                "The cloud controller has not set the node up since it joined; until then no Pod may run on it.",
                "Look at the cloud-controller-manager: whether it runs, and may ask the cloud."
            ),
            new(
                Causes.NodeRebooted,
                "Node or its runtime was restarted",
                CauseFamily.Node,
                Node,
                "The node, or the container runtime on it, was restarted and lost its containers.",
                "Find who or what restarted it."
            ),
            new(
                Causes.Kubelet,
                "Kubelet does not run",
                CauseFamily.Node,
                Node,
                "The node's kubelet does not run.",
                "`systemctl status kubelet` on the node."
            ),
            new(
                Causes.Containerd,
                "Container runtime does not work",
                CauseFamily.Node,
                Node,
                "The node's container runtime does not run, hangs, or cannot read its images.",
                "`systemctl status containerd` on the node."
            ),
            new(
                Causes.KubeProxy,
                "kube-proxy does not run",
                CauseFamily.Node,
                Node,
                "kube-proxy does not run on the node; Services cannot be reached from it.",
                "Look at the node's kube-proxy."
            ),
            new(
                Causes.Scheduler,
                "Scheduler does not run",
                CauseFamily.Node,
                Node,
                "The scheduler does not run; new Pods stay pending.",
                "Look at kube-scheduler."
            ),
            new(
                Causes.MemoryPressure,
                "Node runs out of memory",
                CauseFamily.Node,
                Node,
                "The node runs out of memory; it evicts Pods, or its kernel kills processes.",
                "Find the largest user; set requests."
            ),
            new(
                Causes.DiskPressure,
                "Node's disk is nearly full",
                CauseFamily.Node,
                Node,
                "The node's disk is nearly full; Pods are evicted and images removed.",
                "Free space, or enlarge the disk."
            ),
            new(
                Causes.PidPressure,
                "Node runs out of process ids",
                CauseFamily.Node,
                Node,
                "The node runs out of process ids.",
                "Find what forks."
            ),
            new(
                Causes.PodSandbox,
                "Pod's sandbox could not be set up",
                CauseFamily.Container,
                Workload,
                "The node could not set up the Pod's network or sandbox.",
                "Look at the network plugin on the node."
            ),
            new(
                Causes.VolumeDriver,
                "Node lacks the volume's driver",
                CauseFamily.Node,
                Node,
                "The CSI driver of a volume is not registered on the node: its node plugin does not run there, or the driver's name is wrong.",
                "Look at the driver's DaemonSet on the node; `kubectl get csinode`."
            ),
        ];
}
