namespace KgRca.RootCause.Rules;

// Causes: Pods that no node takes.
internal static partial class Causes
{
    public const string CpuCapacity = "cpu_capacity_mismatch";
    public const string MemoryCapacity = "memory_capacity_mismatch";
    public const string PodCapacity = "pod_capacity_exceeded";
    public const string NodeSelector = "node_selector_mismatch";
    public const string NodeAffinity = "node_affinity_mismatch";
    public const string NodeCordon = "node_cordon_mismatch";
    public const string Taint = "taint_toleration_mismatch";
    public const string AntiAffinity = "pod_anti_affinity_conflict";
    public const string Affinity = "pod_affinity_mismatch";
    public const string TopologySpread = "pod_topology_spread_conflict";
    public const string HostPort = "host_port_conflict";
    public const string ResourceCapacity = "resource_capacity_mismatch";
    public const string DeviceClaim = "missing_resource_claim";
    public const string SchedulingGate = "pod_scheduling_gated";
    public const string UnknownScheduler = "pod_scheduler_missing";
    public const string Preempted = "pod_preempted";
    public const string Unschedulable = "pod_unschedulable";

    /// <summary>What they mean and what to do: Pods that no node takes.</summary>
    public static CauseClass[] OfScheduling { get; } =
    [
        new(
            CpuCapacity,
            "Insufficient CPU on all nodes",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "No node has enough unreserved CPU for the Pod's request.",
            "Lower the request, or add nodes."
        ),
        new(
            MemoryCapacity,
            "Insufficient memory on all nodes",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "No node has enough unreserved memory for the Pod's request.",
            "Lower the request, or add nodes."
        ),
        new(
            PodCapacity,
            "Pod limit reached on all nodes",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "Every node runs its maximum number of Pods.",
            "Add nodes, or raise the kubelet's `maxPods`."
        ),
        new(
            NodeSelector,
            "No node matches the node selector",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "No node has the labels in `nodeSelector`.",
            "Fix the selector, or label a node."
        ),
        new(
            NodeAffinity,
            "No node matches the node affinity",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "No node matches the required node affinity.",
            "Fix the affinity, or label a node."
        ),
        new(
            NodeCordon,
            "Matching nodes are cordoned",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "The nodes that could run the Pod are cordoned.",
            "`kubectl uncordon`."
        )
        {
            Mechanism = "The scheduler places no new Pods on a cordoned node, so the Pod stays Pending.",
        },
        new(
            Taint,
            "Untolerated taint",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "The nodes that could run the Pod have a taint that it does not tolerate.",
            "Add a toleration, or remove the taint."
        )
        {
            FollowsFromNode = true,
        },
        new(
            AntiAffinity,
            "Pod anti-affinity excludes all nodes",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "Every node already runs a Pod that the anti-affinity excludes.",
            "Add nodes, or use `preferredDuringSchedulingIgnoredDuringExecution`."
        ),
        new(
            Affinity,
            "Pod affinity excludes all nodes",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "No node runs a Pod that the required affinity asks for.",
            "Fix the affinity, or find out why the other Pod is not running."
        ),
        new(
            TopologySpread,
            "Topology spread excludes all nodes",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "On every node the Pod would exceed the `maxSkew` of its topology spread constraint.",
            "Raise `maxSkew`, use `ScheduleAnyway`, or add nodes in the other zones."
        ),
        new(
            HostPort,
            "Host port in use",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "The Pod's `hostPort` is already in use on every node that could run it.",
            "Remove `hostPort`, or add nodes."
        ),
        new(
            ResourceCapacity,
            "Insufficient extended resource on all nodes",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "No node has enough of a resource other than CPU and memory (GPUs, other devices, local storage, "
                + "attachable volumes) for the Pod's request.",
            "Lower the request, add nodes, or check the device plugin or driver."
        )
        {
            ShownBy = ["DaemonSet"],
        },
        new(
            DeviceClaim,
            "ResourceClaim does not exist",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "The Pod's ResourceClaim, its ResourceClaimTemplate or the DeviceClass does not exist. The "
                + "scheduler skips a Pod whose claims are missing.",
            "Create it, or correct the name."
        ),
        new(
            SchedulingGate,
            "Scheduling gate not removed",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "The scheduler skips the Pod until a controller removes its scheduling gate.",
            "Check the controller that owns the gate."
        )
        {
            Mechanism = "The scheduler ignores a Pod until its gates are removed.",
        },
        new(
            UnknownScheduler,
            "Pod's scheduler is not running",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "The Pod sets `schedulerName` to a scheduler that has not acted on it.",
            "Fix `schedulerName`, or check that scheduler."
        )
        {
            Mechanism = "Only the scheduler named in `schedulerName` binds the Pod, and it does not.",
        },
        new(
            Preempted,
            "Preempted by a higher-priority Pod",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "A higher-priority Pod preempted this one, and no node has room for the replacement. Fix the "
                + "workload of the preempting Pod.",
            "Lower the preempting Pod's requests or priority (`preemptionPolicy: Never` makes it wait), give "
                + "the preempted workload a higher PriorityClass, or add nodes."
        )
        {
            Mechanism = "The scheduler evicts lower-priority Pods to make room, and they fit on no other node.",
        },
        new(
            Unschedulable,
            "Pod is unschedulable",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "No node can run the Pod, for a reason that is not classified.",
            "Read the `FailedScheduling` event."
        )
        {
            Strength = EvidenceStrength.Proximate,
        },
    ];
}
