namespace KgRca.Graph.Cypher.Values;

/// <summary>A walk through the graph.</summary>
/// <param name="nodes">The nodes in order; one more than there are relationships.</param>
/// <param name="relationships">The relationships in order, each between the nodes before and after it, either way
/// round.</param>
public sealed class CypherPath(IReadOnlyList<CypherNode> nodes, IReadOnlyList<CypherRelationship> relationships)
{
    /// <summary>The nodes in order; one more than there are relationships.</summary>
    public IReadOnlyList<CypherNode> Nodes { get; } = nodes;

    /// <summary>The relationships in order, each between the nodes before and after it, either way round.</summary>
    public IReadOnlyList<CypherRelationship> Relationships { get; } = relationships;

    /// <summary>The path as Cypher writes it.</summary>
    public override string ToString() => CypherText.Format(this);
}
