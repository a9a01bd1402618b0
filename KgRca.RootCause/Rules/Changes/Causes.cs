namespace KgRca.RootCause.Rules;

// Causes: changes.
internal static partial class Causes
{
    public const string Rollout = "rollout";
    public const string Scaled = "scaled";
    public const string Cordoned = "node_cordoned";
    public const string SelectorChanged = "service_changed";
    public const string ConfigurationChanged = "configuration_changed";
    public const string NodeTainted = "node_tainted";
    public const string NodeLabelsChanged = "node_labels_changed";
    public const string NodeUpgraded = "node_upgraded";
    public const string NodeCapacityChanged = "node_capacity_changed";

    /// <summary>What they mean and what to do: changes.</summary>
    public static CauseClass[] OfChanges { get; } =
    [
        new(
            Rollout,
            "Pod template changed",
            CauseFamily.Change,
            CauseKinds.Workload,
            "The workload's Pod template changed.",
            "Compare the revisions; roll back with `kubectl rollout undo`."
        ),
        new(
            Scaled,
            "Workload scaled",
            CauseFamily.Change,
            CauseKinds.Workload,
            "The number of replicas changed.",
            "Compare the replicas with the load."
        ),
        new(
            Cordoned,
            "Node cordoned",
            CauseFamily.Change,
            CauseKinds.Node,
            "A node was cordoned and accepts no new Pods.",
            "Run `kubectl uncordon` when maintenance is done."
        )
        {
            Mechanism = "Pods that were evicted, or new ones, do not fit on the remaining nodes.",
        },
        new(
            SelectorChanged,
            "Service changed",
            CauseFamily.Change,
            CauseKinds.Workload,
            "The Service's selector, ports or type changed.",
            "Compare with the Pods' labels and ports."
        ),
        new(
            ConfigurationChanged,
            "Configuration changed",
            CauseFamily.Change,
            CauseKinds.Changeable,
            "The content of a ConfigMap or Secret, or the spec of a custom resource, changed, or a policy or "
                + "route for traffic was created, changed or deleted.",
            "Compare with the previous version; restart the workloads that read it."
        ),
        new(
            NodeTainted,
            "Node was tainted",
            CauseFamily.Change,
            CauseKinds.Node,
            "The node got a taint that Pods running there, or Pods that can run only there, do not tolerate.",
            "Remove the taint (`kubectl taint node NODE KEY-`), or add a toleration to the Pods."
        ),
        new(
            NodeLabelsChanged,
            "Node labels changed",
            CauseFamily.Change,
            CauseKinds.Node,
            "A label that Pods select nodes by was removed from the node or changed.",
            "Restore the label, or fix the node selector or affinity."
        ),
        new(
            NodeUpgraded,
            "Node was upgraded",
            CauseFamily.Change,
            CauseKinds.Node,
            "The node came back with a different version of its kubelet, operating system, kernel or "
                + "container runtime.",
            "Compare with a node that was not upgraded; drain the node, or go back to the previous image."
        ),
        new(
            NodeCapacityChanged,
            "Node capacity decreased",
            CauseFamily.Change,
            CauseKinds.Node,
            "The node offers less of a resource than before, such as devices, huge pages or memory.",
            "Find out why: a device plugin, the kubelet's reservations, or a different machine type."
        ),
    ];
}
