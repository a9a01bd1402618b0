namespace KgRca.RootCause.Rules;

// Causes: Pods that no node takes. One class for all families, so that an id reads the same wherever it is used.
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
            "No node has enough CPU",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "No node has as much CPU left as the Pod requests.",
            "Lower the request, or add nodes."
        ),
        new(
            MemoryCapacity,
            "No node has enough memory",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "No node has as much memory left as the Pod requests.",
            "Lower the request, or add nodes."
        ),
        new(
            PodCapacity,
            "Nodes are full of Pods",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "Every node runs as many Pods as it may.",
            "Add nodes."
        ),
        new(
            NodeSelector,
            "No node has the selected labels",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "No node has the labels that `nodeSelector` asks for.",
            "Correct the selector, or label a node."
        ),
        new(
            NodeAffinity,
            "No node satisfies the affinity",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "No node satisfies the required node affinity.",
            "Correct the affinity, or label a node."
        ),
        new(
            NodeCordon,
            "Fitting nodes are cordoned",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "The nodes that would fit are cordoned.",
            "`kubectl uncordon`."
        )
        {
            Mechanism = "The scheduler places no new Pods on a cordoned node, so the Pod stays Pending.",
        },
        new(
            Taint,
            "Taint is not tolerated",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "The nodes that would fit have a taint that the Pod does not tolerate.",
            "Add a toleration, or remove the taint."
        )
        {
            FollowsFromNode = true,
        },
        new(
            AntiAffinity,
            "Anti-affinity leaves no node",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "Every node runs a Pod beside which this one may not run.",
            "Add nodes, or relax the rule."
        ),
        new(
            Affinity,
            "Affinity leaves no node",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "No node runs a Pod beside which this one must run.",
            "Correct the rule, or look at why the other Pod does not run."
        ),
        new(
            TopologySpread,
            "Topology spread leaves no node",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "On every node the Pod would make the spread over zones or nodes more uneven than it may be.",
            "Raise `maxSkew`, use `ScheduleAnyway`, or add nodes in the other zones."
        ),
        new(
            HostPort,
            "Host port is taken",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "On every node that would fit the port of the node that the Pod wants is taken.",
            "Drop `hostPort`, or add nodes."
        ),
        new(
            ResourceCapacity,
            "No node has enough of a resource",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "No node has as much left of a resource other than CPU and memory (GPUs and other devices, local storage, volumes that may be attached) as the Pod requests.",
            "Lower the request, add nodes, or look at the device plugin or driver."
        )
        {
            ShownBy = ["DaemonSet"],
        },
        new(
            DeviceClaim,
            "Device claim does not exist",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "The ResourceClaim that the Pod's device comes by, its template or the DeviceClass does not exist. The scheduler does not look at a Pod without its claims.",
            "Create it, or correct the name."
        ),
        new(
            SchedulingGate,
            "Pod is held by a scheduling gate",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "The Pod is not looked at by the scheduler until a controller takes its gate away.",
            "Look at the controller that the gate is named after."
        )
        {
            Mechanism = "The scheduler ignores a Pod until its gates are removed.",
        },
        new(
            UnknownScheduler,
            "No scheduler looks at the Pod",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "The Pod names a scheduler of its own, which has not looked at it.",
            "Correct `schedulerName`, or look at that scheduler."
        )
        {
            Mechanism = "Only the named scheduler would place the Pod, and it does not.",
        },
        new(
            Preempted,
            "Preempted by a Pod of higher priority",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "A Pod of higher priority took the place of another, and no node has room for what stands in for that. To mend is the workload of the one that came.",
            "Lower its requests or its priority (`preemptionPolicy: Never` makes it wait), give the other a higher PriorityClass, or add nodes."
        )
        {
            Mechanism = "The scheduler evicts Pods of lower priority to make room, and they find no other node.",
        },
        new(
            Unschedulable,
            "No node takes the Pod",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "No node takes the Pod, for a reason not told apart here.",
            "Read the `FailedScheduling` event."
        )
        {
            Strength = EvidenceStrength.Proximate,
        },
    ];
}
