namespace KgRca.RootCause.Rules.Nodes;

/// <summary>Nodes, and what runs on them for the cluster.</summary>
internal static class NodeRules
{
    public static RuleFamily Family { get; } =
        new("Nodes and the control plane", Causes.OfNodes)
        {
            Detectors = [new(["Node"], (_, node, item, findings) => NodeConditions.Inspect(node, item, findings))],
        };
}
