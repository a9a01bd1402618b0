using KgRca.Contracts.Graphs;

namespace KgRca.Graph.Neo4j;

/// <summary>
/// What a batch comes to: which nodes and relationships go first, and which are then made or changed, each once.
/// </summary>
internal sealed class Neo4jBatch
{
    private readonly Dictionary<NodeKey, Changes> _nodes = [];
    private readonly Dictionary<RelationshipKey, Changes> _relationships = [];
    private readonly Dictionary<string, NodeType> _types;

    /// <summary>Works it out.</summary>
    /// <exception cref="InvalidGraphChangeException">A change does not fit the others, or has a label that is
    /// unknown.</exception>
    public Neo4jBatch(IReadOnlyList<GraphChange> changes, Dictionary<string, NodeType> types)
    {
        _types = types;
        foreach (var change in changes)
            Add(change);
    }

    /// <summary>Nodes that go, with their relationships, by label.</summary>
    public IEnumerable<IGrouping<string, NodeKey>> RemovedNodes =>
        _nodes.Where(node => node.Value.IsRemovedFirst).Select(node => node.Key).GroupBy(key => key.Label);

    /// <summary>Nodes that are then made or changed, by label.</summary>
    public IEnumerable<IGrouping<string, (NodeKey Key, Dictionary<string, PropertyValue> Properties)>> Nodes =>
        _nodes
            .Where(node => node.Value.Properties is not null)
            .Select(node => (node.Key, node.Value.Properties!))
            .GroupBy(node => node.Key.Label);

    /// <summary>Relationships that go, by type and the labels at their ends.</summary>
    public IEnumerable<IGrouping<RelationshipKind, RelationshipKey>> RemovedRelationships =>
        _relationships
            .Where(relationship => relationship.Value.IsRemovedFirst)
            .Select(relationship => relationship.Key)
            .GroupBy(RelationshipKind.Of);

    /// <summary>Relationships that are then made or changed, by type and the labels at their ends.</summary>
    public IEnumerable<
        IGrouping<RelationshipKind, (RelationshipKey Key, Dictionary<string, PropertyValue> Properties)>
    > Relationships =>
        _relationships
            .Where(relationship => relationship.Value.Properties is not null)
            .Select(relationship => (relationship.Key, relationship.Value.Properties!))
            .GroupBy(relationship => RelationshipKind.Of(relationship.Key));

    private void Add(GraphChange change)
    {
        switch (change)
        {
            case UpsertNode upsert:
                CheckKey(upsert.Key);
                Merge(_nodes, upsert.Key, upsert.Properties);
                break;
            case DeleteNode delete:
                CheckKey(delete.Key);
                _nodes[delete.Key] = new Changes { IsRemovedFirst = true };
                foreach (var key in _relationships.Keys.Where(key => key.From == delete.Key || key.To == delete.Key))
                    _relationships.Remove(key);
                break;
            case UpsertRelationship upsert:
                CheckEnd(upsert.Key, upsert.Key.From);
                CheckEnd(upsert.Key, upsert.Key.To);
                Merge(_relationships, upsert.Key, upsert.Properties);
                break;
            case DeleteRelationship delete:
                CheckKey(delete.Key.From);
                CheckKey(delete.Key.To);
                _relationships[delete.Key] = new Changes { IsRemovedFirst = true };
                break;
        }
    }

    private void CheckKey(NodeKey key)
    {
        if (!_types.ContainsKey(key.Label))
            throw new InvalidGraphChangeException($"'{key.Label}' is no label of this graph.");
        if (key.Key.Length == 0)
            throw new InvalidGraphChangeException($"A node labelled {key.Label} has an empty key.");
    }

    private void CheckEnd(RelationshipKey relationship, NodeKey end)
    {
        CheckKey(end);
        if (_nodes.TryGetValue(end, out var changes) && changes.Properties is null)
            throw new InvalidGraphChangeException($"{relationship}: there is no node {end}.");
    }

    private static void Merge<TKey>(Dictionary<TKey, Changes> all, TKey key, IReadOnlyList<Property> properties)
        where TKey : notnull
    {
        if (!all.TryGetValue(key, out var changes))
            all.Add(key, changes = new Changes());
        changes.Properties ??= new Dictionary<string, PropertyValue>(StringComparer.Ordinal);
        foreach (var (name, value) in properties)
            changes.Properties[name] = value;
    }

    private sealed class Changes
    {
        /// <summary>Whether what the graph has goes before anything is made.</summary>
        public bool IsRemovedFirst { get; init; }

        /// <summary>What is set then, null to remove one; none where it stays gone.</summary>
        public Dictionary<string, PropertyValue>? Properties { get; set; }
    }
}

/// <summary>Relationships of one kind, as a statement can name them.</summary>
internal readonly record struct RelationshipKind(string Type, string From, string To)
{
    public static RelationshipKind Of(RelationshipKey key) => new(key.Type, key.From.Label, key.To.Label);
}
