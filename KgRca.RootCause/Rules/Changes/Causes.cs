namespace KgRca.RootCause.Rules;

// Causes: changes. One class for all families, so that an id reads the same wherever it is used.
internal static partial class Causes
{
    public const string Rollout = "rollout";
    public const string Scaled = "scaled";
    public const string Cordoned = "node_cordoned";
    public const string SelectorChanged = "service_changed";
    public const string ConfigurationChanged = "configuration_changed";

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
            CauseKinds.Configuration,
            "A ConfigMap's or Secret's content, or a custom resource's specification, was changed.",
            "Compare, and restart what reads it."
        ),
    ];
}
