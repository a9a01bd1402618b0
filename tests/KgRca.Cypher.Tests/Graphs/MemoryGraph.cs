using KgRca.Graph;
using KgRca.Graph.Cypher;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Cypher.Tests.Graphs;

/// <summary>A graph in memory with any labels, for tests that the embedded store's one label would not allow.</summary>
internal sealed class MemoryGraph : IGraphSnapshot
{
    private readonly Dictionary<long, MemoryNode> _nodes = [];
    private readonly Dictionary<long, MemoryRelationship> _relationships = [];
    private long _next;

    public IReadOnlyCollection<string> Labels => [.. _nodes.Values.SelectMany(node => node.Labels).Distinct()];

    public IReadOnlyCollection<string> RelationshipTypes => [.. _relationships.Values.Select(r => r.Type).Distinct()];

    public IReadOnlyCollection<string> PropertyKeys => [.. _nodes.Values.SelectMany(n => n.Values.Keys).Distinct()];

    public MemoryNode AddNode(IEnumerable<string> labels)
    {
        var node = new MemoryNode(_next++, [.. labels.Distinct()]);
        _nodes.Add(node.Id, node);
        return node;
    }

    public MemoryRelationship AddRelationship(string type, MemoryNode start, MemoryNode end)
    {
        var relationship = new MemoryRelationship(_next++, type, start, end);
        _relationships.Add(relationship.Id, relationship);
        start.Relationships.Add(relationship);
        if (start != end)
            end.Relationships.Add(relationship);
        return relationship;
    }

    public void Remove(CypherEntity entity)
    {
        if (entity is MemoryNode node)
        {
            foreach (var relationship in node.Relationships.ToList())
                Remove(relationship);
            _nodes.Remove(node.Id);
        }
        else if (_relationships.Remove(entity.Id, out var relationship))
        {
            ((MemoryNode)relationship.Start).Relationships.Remove(relationship);
            ((MemoryNode)relationship.End).Relationships.Remove(relationship);
        }
    }

    public IEnumerable<CypherNode> Nodes() => _nodes.Values;

    public IEnumerable<CypherNode> Nodes(string label) => _nodes.Values.Where(node => node.Labels.Contains(label));

    public bool HasIndex(string label, string property) => false;

    public IEnumerable<CypherNode> Seek(string label, string property, object value) => Nodes(label);

    public CypherNode? FindNode(string elementId) => _nodes.Values.FirstOrDefault(node => node.ElementId == elementId);

    public IEnumerable<CypherRelationship> Expand(CypherNode node, Direction direction, IReadOnlyList<string>? types) =>
        ((MemoryNode)node).Relationships.Where(relationship =>
            (types is null || types.Contains(relationship.Type))
            && (direction != Direction.Outgoing || relationship.StartId == node.Id)
            && (direction != Direction.Incoming || relationship.EndId == node.Id)
        );

    public long CountNodes(string? label) => label is null ? _nodes.Count : Nodes(label).Count();

    public long CountRelationships(string? type) =>
        _relationships.Values.Count(relationship => type is null || relationship.Type == type);
}

/// <summary>A node whose labels and properties can be changed.</summary>
internal sealed class MemoryNode(long id, List<string> labels) : CypherNode
{
    public override long Id => id;

    public override string ElementId => $"n{id}";

    public override IReadOnlyList<string> Labels => labels;

    public List<string> MutableLabels => labels;

    public Dictionary<string, object?> Values { get; } = [];

    public List<MemoryRelationship> Relationships { get; } = [];

    public override CypherMap Properties => new(Values);
}

/// <summary>A relationship whose properties can be changed.</summary>
internal sealed class MemoryRelationship(long id, string type, CypherNode start, CypherNode end) : CypherRelationship
{
    public override long Id => id;

    public override string ElementId => $"r{id}";

    public override string Type => type;

    public override long StartId => start.Id;

    public override long EndId => end.Id;

    public override CypherNode Start => start;

    public override CypherNode End => end;

    public Dictionary<string, object?> Values { get; } = [];

    public override CypherMap Properties => new(Values);
}
