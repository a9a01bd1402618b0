namespace KgRca.RootCause.Rules;

// Causes: nodes and the control plane. One class for all families, so that an id reads the same wherever it is used.
internal static partial class Causes
{
    public const string NodeNotReady = "node_not_ready";
    public const string NodeRemoved = "node_removed";
    public const string NodeUninitialized = "node_uninitialized";
    public const string NodeRebooted = "node_rebooted";
    public const string Kubelet = "kubelet_unavailable";
    public const string Containerd = "containerd_unavailable";
    public const string KubeProxy = "kube_proxy_unavailable";
    public const string Scheduler = "kube_scheduler_unavailable";
    public const string NodeNetworkDelay = "node_network_delay";
    public const string NodePacketLoss = "node_network_packet_loss";
    public const string NodeNetwork = "node_network_unavailable";
    public const string NodeProblem = "node_problem";
    public const string MemoryPressure = "node_memory_pressure";
    public const string DiskPressure = "node_disk_pressure";
    public const string PidPressure = "node_pid_pressure";
    public const string PodSandbox = "pod_sandbox_failed";
    public const string NodeAutoscaler = "node_autoscaler_failed";
    public const string DaemonSetNodeless = "daemon_set_without_nodes";

    /// <summary>What they mean and what to do: nodes and the control plane.</summary>
    public static CauseClass[] OfNodes { get; } =
    [
        new(
            NodeNotReady,
            "Node is not ready",
            CauseFamily.Node,
            CauseKinds.Node,
            "The node is down, or its kubelet is silent or says that it cannot work.",
            "Look at the node."
        )
        {
            Strength = EvidenceStrength.Stated,
        },
        new(
            NodeRemoved,
            "Node was removed",
            CauseFamily.Node,
            CauseKinds.Node,
            "The Pod may only run on a node that was removed, or is about to be by an autoscaler, or its volume is on that node.",
            "Bring the node back under its name, or let the Pod run elsewhere; data of a local volume is gone with its node."
        ),
        new(
            NodeUninitialized,
            "Node waits for the cloud controller",
            CauseFamily.Node,
            CauseKinds.Node,
            "The cloud controller has not set the node up since it joined; until then no Pod may run on it.",
            "Look at the cloud-controller-manager: whether it runs, and may ask the cloud."
        ),
        new(
            NodeRebooted,
            "Node or its runtime was restarted",
            CauseFamily.Node,
            CauseKinds.Node,
            "The node, or the container runtime on it, was restarted and lost its containers.",
            "Find who or what restarted it."
        ),
        new(
            Kubelet,
            "Kubelet does not run",
            CauseFamily.Node,
            CauseKinds.Node,
            "The node's kubelet does not run.",
            "`systemctl status kubelet` on the node."
        ),
        new(
            Containerd,
            "Container runtime does not work",
            CauseFamily.Node,
            CauseKinds.Node,
            "The node's container runtime does not run, hangs, or cannot read its images.",
            "`systemctl status containerd` on the node."
        ),
        new(
            KubeProxy,
            "kube-proxy does not run",
            CauseFamily.Node,
            CauseKinds.Node,
            "kube-proxy does not run on the node; Services cannot be reached from it.",
            "Look at the node's kube-proxy."
        )
        {
            Mechanism = "Services' addresses do not work on this node, so its Pods cannot reach others by them.",
        },
        new(
            Scheduler,
            "Scheduler does not run",
            CauseFamily.Node,
            CauseKinds.Node,
            "The scheduler does not run; new Pods stay pending.",
            "Look at kube-scheduler."
        )
        {
            Mechanism = "Without a scheduler new Pods get no node and stay Pending.",
        },
        new(
            NodeNetworkDelay,
            "Slow network of the node",
            CauseFamily.Node,
            CauseKinds.Node,
            "What the node sends or gets takes long on the way.",
            "Look at the node's network interface and its peers."
        )
        {
            Mechanism = "Every Pod on the node waits longer for the network.",
        },
        new(
            NodePacketLoss,
            "Node loses packets",
            CauseFamily.Node,
            CauseKinds.Node,
            "The node loses packets, or must send many again.",
            "Look at the node's network interface and its peers."
        )
        {
            Mechanism = "Every Pod on the node loses packets, which shows as slow or broken connections.",
        },
        new(
            NodeNetwork,
            "Node has no network for Pods",
            CauseFamily.Node,
            CauseKinds.Node,
            "The node's network is not set up, or its route is missing.",
            "Look at the network plugin and the cloud's routes."
        ),
        new(
            NodeProblem,
            "Node has a problem of its own",
            CauseFamily.Node,
            CauseKinds.Node,
            "The kernel, the disk, the clock, a device or a daemon of the node is in trouble, by node-problem-detector or its kubelet.",
            "Look at the node; drain it."
        ),
        new(
            MemoryPressure,
            "Node runs out of memory",
            CauseFamily.Node,
            CauseKinds.Node,
            "The node runs out of memory; it evicts Pods, or its kernel kills processes.",
            "Find the largest user; set requests."
        )
        {
            Mechanism = "The kubelet evicts Pods and accepts no new ones until memory is free.",
        },
        new(
            DiskPressure,
            "Node's disk is nearly full",
            CauseFamily.Node,
            CauseKinds.Node,
            "The node's disk is nearly full; Pods are evicted and images removed.",
            "Free space, or enlarge the disk."
        )
        {
            Mechanism = "The kubelet evicts Pods and accepts no new ones until disk space is free.",
        },
        new(
            PidPressure,
            "Node runs out of process ids",
            CauseFamily.Node,
            CauseKinds.Node,
            "The node runs out of process ids.",
            "Find what forks."
        )
        {
            Mechanism = "No new process can start on the node until others end.",
        },
        new(
            NodeAutoscaler,
            "Autoscaler adds no nodes",
            CauseFamily.Container,
            CauseKinds.Pool,
            "Pods wait for room, and the cluster's node autoscaler cannot add nodes: the cloud refuses it, a limit is reached, or it does not run.",
            "Read the autoscaler's log: credentials, quota, maximum size of the node group."
        ),
        new(
            PodSandbox,
            "Pod's sandbox could not be set up",
            CauseFamily.Container,
            CauseKinds.WorkloadOrNode,
            "The node could not set up the Pod's network or sandbox.",
            "Look at the network plugin on the node."
        )
        {
            ShownBy = ["DaemonSet"],
            Mechanism = "Without a sandbox a Pod has no network, and none of its containers starts.",
            Strength = EvidenceStrength.Proximate,
            FollowsFromNode = true,
        },
        new(
            DaemonSetNodeless,
            "DaemonSet runs on no node",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "No node has the labels that the DaemonSet's template selects, so it runs nowhere, and nothing reports it.",
            "Correct `nodeSelector` or the node affinity of its template, or label the nodes."
        ),
    ];
}
