using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher;

/// <summary>
/// One committed state of a graph, which does not change while it is read. What it returns is read lazily; it is used
/// by one thread.
/// </summary>
public interface IGraphSnapshot
{
    /// <summary>All nodes.</summary>
    IEnumerable<CypherNode> Nodes();

    /// <summary>The nodes with a label.</summary>
    IEnumerable<CypherNode> Nodes(string label);

    /// <summary>Whether <see cref="Seek"/> finds nodes of a label by a property without reading them all.</summary>
    bool HasIndex(string label, string property);

    /// <summary>
    /// The nodes with a label that may have a value of a property: all that have it, and perhaps others.
    /// </summary>
    IEnumerable<CypherNode> Seek(string label, string property, object value);

    /// <summary>The node with an <see cref="CypherEntity.ElementId"/>; null where there is none.</summary>
    CypherNode? FindNode(string elementId);

    /// <summary>
    /// A node's relationships, each once, a loop too; of the types given, or of any type where that is null.
    /// </summary>
    IEnumerable<CypherRelationship> Expand(CypherNode node, Direction direction, IReadOnlyList<string>? types);

    /// <summary>How many nodes there are, with a label or in all. An estimate for planning.</summary>
    long CountNodes(string? label);

    /// <summary>How many relationships there are, of a type or in all. An estimate for planning.</summary>
    long CountRelationships(string? type);

    /// <summary>The labels of nodes.</summary>
    IReadOnlyCollection<string> Labels { get; }

    /// <summary>The types of relationships.</summary>
    IReadOnlyCollection<string> RelationshipTypes { get; }

    /// <summary>The names of properties.</summary>
    IReadOnlyCollection<string> PropertyKeys { get; }
}
