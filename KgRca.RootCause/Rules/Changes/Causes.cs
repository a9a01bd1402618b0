namespace KgRca.RootCause.Rules;

// Causes: changes. One class for all families, so that an id reads the same wherever it is used.
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
            "Template was changed",
            CauseFamily.Change,
            CauseKinds.Workload,
            "A workload's template was changed.",
            "Compare; `kubectl rollout undo`."
        ),
        new(
            Scaled,
            "Workload was scaled",
            CauseFamily.Change,
            CauseKinds.Workload,
            "A workload was scaled.",
            "Compare with the load."
        ),
        new(
            Cordoned,
            "Node was cordoned",
            CauseFamily.Change,
            CauseKinds.Node,
            "A node was cordoned and takes no new Pods.",
            "`kubectl uncordon` when done."
        )
        {
            Mechanism = "New Pods do not fit on the remaining nodes, or Pods had to leave.",
        },
        new(
            SelectorChanged,
            "Service was changed",
            CauseFamily.Change,
            CauseKinds.Workload,
            "A Service's selector, ports or type was changed.",
            "Compare with the Pods' labels and ports."
        ),
        new(
            ConfigurationChanged,
            "Configuration was changed",
            CauseFamily.Change,
            CauseKinds.Changeable,
            "A ConfigMap's or Secret's content, or a custom resource's specification, was changed, or a policy or route for traffic was created, changed or deleted.",
            "Compare, and restart what reads it."
        ),
        new(
            NodeTainted,
            "Node was tainted",
            CauseFamily.Change,
            CauseKinds.Node,
            "A node got a taint that Pods do not tolerate which ran there, or may run nowhere else.",
            "Remove the taint (`kubectl taint node … key-`), or let the Pods tolerate it."
        ),
        new(
            NodeLabelsChanged,
            "Node's labels were changed",
            CauseFamily.Change,
            CauseKinds.Node,
            "A node lost or changed a label that Pods select their node by.",
            "Label the node again, or correct what selects it."
        ),
        new(
            NodeUpgraded,
            "Node's system was changed",
            CauseFamily.Change,
            CauseKinds.Node,
            "A node came up with another version of its kubelet, system, kernel or container runtime.",
            "Compare with a node that was not changed; drain it, or go back to the former image."
        ),
        new(
            NodeCapacityChanged,
            "Node has less than before",
            CauseFamily.Change,
            CauseKinds.Node,
            "A node offers less of a resource than before, such as devices, huge pages or memory.",
            "Find what it was: a device plugin, a reservation of the kubelet, another kind of machine."
        ),
    ];
}
