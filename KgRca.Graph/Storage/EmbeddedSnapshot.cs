using KgRca.Contracts.Graphs;
using KgRca.Graph.Cypher;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Storage;

/// <summary>
/// One committed state of an embedded graph. For one thread. It must be disposed of: until then later batches copy
/// what they change, and the graph stays in memory.
/// </summary>
public sealed class EmbeddedSnapshot : IGraphSnapshot, IDisposable
{
    private readonly GraphState _state;
    private readonly Dictionary<string, NodeType> _types;
    private readonly HashSet<int> _hidden;
    private readonly Dictionary<int, string[]> _labels = [];
    private readonly Action _release;
    private int _isDisposed;

    internal EmbeddedSnapshot(
        GraphState state,
        IReadOnlyList<NodeType> types,
        IReadOnlyCollection<string> hiddenLabels,
        Action release
    )
    {
        (_state, _release) = (state, release);
        _types = types.ToDictionary(type => type.Label, StringComparer.Ordinal);
        _hidden = [.. hiddenLabels.Select(state.Names.Find)];
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Labels =>
        [.. VisibleLabels().Where(label => _state.CountWithLabel(label) > 0).Select(label => _state.Names[label])];

    /// <inheritdoc/>
    public IReadOnlyCollection<string> RelationshipTypes =>
        [.. _state.RelationshipCounts.Where(type => type.Value > 0).Select(type => _state.Names[type.Key])];

    /// <inheritdoc/>
    public IReadOnlyCollection<string> PropertyKeys =>
        [
            .. Enumerable
                .Range(0, _state.Names.Count)
                .Except([.. _state.Labels, .. _state.RelationshipCounts.Keys])
                .Select(name => _state.Names[name])
                .Union(_types.Values.Select(type => type.KeyProperty)),
        ];

    internal GraphState State => _state;

    /// <inheritdoc/>
    public IEnumerable<CypherNode> Nodes() => VisibleLabels().SelectMany(_state.WithLabel).Select(NodeAt);

    /// <inheritdoc/>
    public IEnumerable<CypherNode> Nodes(string label) =>
        VisibleLabel(label) is >= 0 and var number ? _state.WithLabel(number).Select(NodeAt) : [];

    /// <inheritdoc/>
    public bool HasIndex(string label, string property) =>
        _types.TryGetValue(label, out var type)
        && (type.KeyProperty == property || type.IndexedProperties.Contains(property));

    /// <inheritdoc/>
    public IEnumerable<CypherNode> Seek(string label, string property, object value)
    {
        var number = VisibleLabel(label);
        if (number < 0 || !_types.TryGetValue(label, out var type))
            return [];
        if (type.KeyProperty == property)
            return value is string key && _state.Find(label, key) is >= 0 and var id ? [NodeAt(id)] : [];
        // Values of other types than string are in no index.
        return value is string text && type.IndexedProperties.Contains(property)
            ? _state.WithProperty(number, _state.Names.Find(property), text).Select(NodeAt)
            : Nodes(label);
    }

    /// <inheritdoc/>
    public CypherNode? FindNode(string elementId)
    {
        var split = elementId.IndexOf(':');
        if (split < 0 || VisibleLabel(elementId[..split]) < 0)
            return null;
        return _state.Find(elementId[..split], elementId[(split + 1)..]) is >= 0 and var id ? NodeAt(id) : null;
    }

    /// <inheritdoc/>
    public IEnumerable<CypherRelationship> Expand(CypherNode node, Direction direction, IReadOnlyList<string>? types) =>
        Expand((int)node.Id, direction, types is null ? null : [.. types.Select(_state.Names.Find)]);

    /// <inheritdoc/>
    public long CountNodes(string? label) =>
        label is not null
            ? VisibleLabel(label) is >= 0 and var number
                ? _state.CountWithLabel(number)
                : 0
            : VisibleLabels().Sum(each => (long)_state.CountWithLabel(each));

    /// <inheritdoc/>
    public long CountRelationships(string? type) =>
        type is null
            ? _state.RelationshipCounts.Values.Sum()
            : _state.RelationshipCounts.GetValueOrDefault(_state.Names.Find(type));

    /// <summary>Gives the state back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        _state.Dispose();
        _release();
    }

    internal CypherNode NodeAt(int id) => new StoredNode(this, id);

    internal string[] LabelsOf(int label)
    {
        if (!_labels.TryGetValue(label, out var labels))
            _labels.Add(label, labels = [_state.Names[label]]);
        return labels;
    }

    internal string KeyPropertyOf(int label) => _types[_state.Names[label]].KeyProperty;

    private IEnumerable<int> VisibleLabels() => _state.Labels.Where(label => !_hidden.Contains(label));

    private int VisibleLabel(string label) =>
        _state.Names.Find(label) is var number && _hidden.Contains(number) ? -1 : number;

    private IEnumerable<CypherRelationship> Expand(int node, Direction direction, int[]? types)
    {
        var slot = _state.Node(node);
        if (direction != Direction.Incoming)
        {
            for (var id = slot.FirstOut - 1; id >= 0; )
            {
                var relationship = _state.Relationship(id);
                if (IsWanted(relationship, relationship.To, types))
                    yield return new StoredRelationship(this, id, relationship);
                id = relationship.NextOut - 1;
            }
        }
        if (direction == Direction.Outgoing)
            yield break;
        for (var id = slot.FirstIn - 1; id >= 0; )
        {
            var relationship = _state.Relationship(id);
            // A loop was among the outgoing ones.
            var isNew = direction == Direction.Incoming || relationship.From != node;
            if (isNew && IsWanted(relationship, relationship.From, types))
                yield return new StoredRelationship(this, id, relationship);
            id = relationship.NextIn - 1;
        }
    }

    private bool IsWanted(in RelationshipSlot relationship, int other, int[]? types) =>
        (types is null || types.Contains(relationship.Type))
        && (_hidden.Count == 0 || !_hidden.Contains(_state.Node(other).Label));
}
