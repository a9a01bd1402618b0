namespace KgRca.RootCause.Rules;

// Causes: nodes and the control plane.
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
            "The node is down, or its kubelet stopped reporting or reports that it is unhealthy.",
            "Check the node: `kubectl describe node`, then kubelet and container runtime on it."
        )
        {
            Strength = EvidenceStrength.Stated,
        },
        new(
            NodeRemoved,
            "Node was removed",
            CauseFamily.Node,
            CauseKinds.Node,
            "The Pod can only run on a node that was removed, or that an autoscaler is about to remove; or "
                + "its volume is on that node.",
            "Bring the node back under the same name, or let the Pod run elsewhere; data on a local volume "
                + "is lost with its node."
        ),
        new(
            NodeUninitialized,
            "Node not initialized by the cloud provider",
            CauseFamily.Node,
            CauseKinds.Node,
            "The cloud-controller-manager has not initialized the node since it joined; until it does, the "
                + "node's taint keeps Pods away.",
            "Check that the cloud-controller-manager is running and has credentials for the cloud API."
        ),
        new(
            NodeRebooted,
            "Node or container runtime restarted",
            CauseFamily.Node,
            CauseKinds.Node,
            "The node or its container runtime restarted, and its containers were lost.",
            "Find out why it restarted."
        ),
        new(
            Kubelet,
            "Kubelet is down",
            CauseFamily.Node,
            CauseKinds.Node,
            "The kubelet on the node is not running.",
            "Run `systemctl status kubelet` on the node."
        ),
        new(
            Containerd,
            "Container runtime is unhealthy",
            CauseFamily.Node,
            CauseKinds.Node,
            "The node's container runtime is down, hangs, or cannot read its images.",
            "Run `systemctl status containerd` on the node."
        ),
        new(
            KubeProxy,
            "kube-proxy is down",
            CauseFamily.Node,
            CauseKinds.Node,
            "kube-proxy is not running on the node, so Services are unreachable from it.",
            "Check the kube-proxy Pod on the node."
        )
        {
            Mechanism = "Service IPs do not work on this node, so its Pods cannot reach Services.",
        },
        new(
            Scheduler,
            "Scheduler is down",
            CauseFamily.Node,
            CauseKinds.Node,
            "kube-scheduler is not running; new Pods stay Pending.",
            "Check kube-scheduler."
        )
        {
            Mechanism = "Without a scheduler new Pods are assigned to no node and stay Pending.",
        },
        new(
            NodeNetworkDelay,
            "Network latency on the node",
            CauseFamily.Node,
            CauseKinds.Node,
            "Network traffic from and to the node is slow.",
            "Check the node's network interface and the path to its peers."
        )
        {
            Mechanism = "Every Pod on the node sees higher network latency.",
        },
        new(
            NodePacketLoss,
            "Packet loss on the node",
            CauseFamily.Node,
            CauseKinds.Node,
            "The node loses packets or retransmits many.",
            "Check the node's network interface and the path to its peers."
        )
        {
            Mechanism = "Every Pod on the node loses packets, so its connections are slow or break.",
        },
        new(
            NodeNetwork,
            "Node's Pod network is not ready",
            CauseFamily.Node,
            CauseKinds.Node,
            "The node's Pod network is not set up, or its route is missing.",
            "Check the CNI plugin and the cloud routes."
        ),
        new(
            NodeProblem,
            "Node problem",
            CauseFamily.Node,
            CauseKinds.Node,
            "node-problem-detector or the kubelet reports a problem with the node's kernel, disk, clock, a "
                + "device or a daemon.",
            "Drain the node, then check it."
        ),
        new(
            MemoryPressure,
            "Node memory pressure",
            CauseFamily.Node,
            CauseKinds.Node,
            "The node is running out of memory: it evicts Pods, or its kernel kills processes.",
            "Find the Pod that uses the most memory; set memory requests and limits."
        )
        {
            Mechanism = "The kubelet evicts Pods and accepts no new ones until memory is free.",
        },
        new(
            DiskPressure,
            "Node disk pressure",
            CauseFamily.Node,
            CauseKinds.Node,
            "The node's disk is nearly full: Pods are evicted and images removed.",
            "Free disk space, or expand the disk."
        )
        {
            Mechanism = "The kubelet evicts Pods and accepts no new ones until disk space is free.",
        },
        new(
            PidPressure,
            "Node PID pressure",
            CauseFamily.Node,
            CauseKinds.Node,
            "The node is running out of process IDs.",
            "Find the process that forks."
        )
        {
            Mechanism = "No new process can start on the node until others exit.",
        },
        new(
            NodeAutoscaler,
            "Cluster autoscaler cannot add nodes",
            CauseFamily.Container,
            CauseKinds.Pool,
            "Pods are Pending, and the cluster autoscaler cannot add nodes: the cloud API rejects it, a "
                + "limit is reached, or it is not running.",
            "Read the autoscaler's log; check credentials, cloud quota and the node group's maximum size."
        ),
        new(
            PodSandbox,
            "Pod sandbox creation failed",
            CauseFamily.Container,
            CauseKinds.WorkloadOrNode,
            "The node could not create the Pod's sandbox or network.",
            "Check the CNI plugin on the node."
        )
        {
            ShownBy = ["DaemonSet"],
            Mechanism = "Without a sandbox the Pod has no network and none of its containers starts.",
            Strength = EvidenceStrength.Proximate,
            FollowsFromNode = true,
        },
        new(
            DaemonSetNodeless,
            "DaemonSet runs on no node",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "No node has the labels that the DaemonSet's template selects, so it has no Pods, and no event says so.",
            "Fix `nodeSelector` or the node affinity in its template, or label the nodes."
        ),
    ];
}
