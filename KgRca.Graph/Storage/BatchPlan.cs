using System.Buffers;
using KgRca.Contracts.Graphs;

namespace KgRca.Graph.Storage;

/// <summary>
/// What a batch comes to for one node: its final state, and whether the node that was there goes first.
/// </summary>
internal sealed class PlannedNode
{
    /// <summary>The node that the graph has; −1 for none.</summary>
    public required int OldId { get; init; }

    public int Id { get; set; }

    /// <summary>Whether the old node, with its relationships, is removed.</summary>
    public bool IsDetached { get; set; }

    /// <summary>The final properties; null when the node is gone.</summary>
    public List<Property>? Properties { get; set; }

    public bool IsChanged { get; set; }

    public byte[] Encoded { get; set; } = [];
}

/// <summary>What a batch comes to for one relationship.</summary>
internal sealed class PlannedRelationship
{
    /// <summary>The relationship that the graph has and keeps until now; −1 for none.</summary>
    public required int OldId { get; set; }

    public int Id { get; set; }

    /// <summary>The final properties; null when the relationship is gone.</summary>
    public List<Property>? Properties { get; set; }

    public bool IsChanged { get; set; }

    public byte[] Encoded { get; set; } = [];
}

/// <summary>
/// Works out the net effect of a batch without touching the graph, so that storage can be written first and a failure
/// changes nothing. Changes to one node or relationship become one write, and one that changes nothing becomes none.
/// </summary>
internal sealed class BatchPlan(GraphMemory memory)
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public Dictionary<NodeKey, PlannedNode> Nodes { get; } = [];

    public Dictionary<RelationshipKey, PlannedRelationship> Relationships { get; } = [];

    /// <summary>Takes a change in.</summary>
    /// <exception cref="InvalidGraphChangeException">It does not fit the graph.</exception>
    public void Add(GraphChange change)
    {
        switch (change)
        {
            case UpsertNode upsert:
                Upsert(upsert);
                break;
            case DeleteNode delete:
                Delete(delete.Key);
                break;
            case UpsertRelationship upsert:
                Upsert(upsert);
                break;
            case DeleteRelationship delete:
                var planned = Plan(delete.Key);
                planned.Properties = null;
                planned.IsChanged = true;
                break;
        }
    }

    /// <summary>Encodes what has changed, and drops what turns out to be as it was.</summary>
    public void Encode()
    {
        foreach (var node in Nodes.Values)
        {
            if (!node.IsChanged || node.Properties is null)
                continue;
            node.Encoded = Bytes(node.Properties);
            node.IsChanged =
                node.OldId < 0 || node.IsDetached || !memory.PropertyBytes(node.OldId).SequenceEqual(node.Encoded);
        }
        foreach (var relationship in Relationships.Values)
        {
            if (!relationship.IsChanged || relationship.Properties is null)
                continue;
            relationship.Encoded = Bytes(relationship.Properties);
            relationship.IsChanged =
                relationship.OldId < 0
                || !memory.RelationshipBytes(relationship.OldId).SequenceEqual(relationship.Encoded);
        }
    }

    private void Upsert(UpsertNode upsert)
    {
        if (memory.TypeOf(upsert.Key.Label) is null)
            throw new InvalidGraphChangeException($"'{upsert.Key.Label}' is no label of this graph.");
        if (upsert.Key.Key.Length == 0)
            throw new InvalidGraphChangeException($"A node labelled {upsert.Key.Label} has an empty key.");
        var planned = Plan(upsert.Key);
        planned.Properties = Merge(planned.Properties ?? [], upsert.Properties);
        planned.IsChanged = true;
    }

    private void Delete(NodeKey key)
    {
        var planned = Plan(key);
        planned.Properties = null;
        planned.IsDetached = planned.OldId >= 0;
        planned.IsChanged = true;
        foreach (var (relationship, state) in Relationships)
        {
            if (relationship.From != key && relationship.To != key)
                continue;
            (state.OldId, state.Properties, state.IsChanged) = (-1, null, false);
        }
    }

    private void Upsert(UpsertRelationship upsert)
    {
        RequireNode(upsert.Key, upsert.Key.From);
        RequireNode(upsert.Key, upsert.Key.To);
        var planned = Plan(upsert.Key);
        planned.Properties = Merge(planned.Properties ?? [], upsert.Properties);
        planned.IsChanged = true;
    }

    private void RequireNode(RelationshipKey relationship, NodeKey end)
    {
        var exists = Nodes.TryGetValue(end, out var planned) ? planned.Properties is not null : memory.Find(end) >= 0;
        if (!exists)
            throw new InvalidGraphChangeException($"{relationship} has no node {end}.");
    }

    private PlannedNode Plan(NodeKey key)
    {
        if (Nodes.TryGetValue(key, out var planned))
            return planned;
        var id = memory.Find(key);
        planned = new PlannedNode
        {
            OldId = id,
            Properties = id < 0 ? null : PropertyCodec.Decode(memory.PropertyBytes(id), memory.Names),
        };
        Nodes.Add(key, planned);
        return planned;
    }

    private PlannedRelationship Plan(RelationshipKey key)
    {
        if (Relationships.TryGetValue(key, out var planned))
            return planned;
        var id = -1;
        if (
            memory.Names.Find(key.Type) is >= 0 and var type
            && memory.Find(key.From) is >= 0 and var from
            && memory.Find(key.To) is >= 0 and var to
            && !IsDetached(key.From)
            && !IsDetached(key.To)
        )
            id = memory.Find(type, from, to);
        planned = new PlannedRelationship
        {
            OldId = id,
            Properties = id < 0 ? null : PropertyCodec.Decode(memory.RelationshipBytes(id), memory.Names),
        };
        Relationships.Add(key, planned);
        return planned;
    }

    private bool IsDetached(NodeKey key) => Nodes.TryGetValue(key, out var planned) && planned.IsDetached;

    /// <summary>Sets properties over others: a null value removes. The result is ordered by name.</summary>
    private static List<Property> Merge(List<Property> old, IReadOnlyList<Property> changes)
    {
        var merged = old.Count == 0 ? new List<Property>(changes.Count) : old;
        for (var i = 0; i < changes.Count; i++)
        {
            var change = changes[i];
            var at = merged.Count;
            while (at > 0 && string.CompareOrdinal(merged[at - 1].Name, change.Name) >= 0)
                at--;
            var exists = at < merged.Count && merged[at].Name == change.Name;
            if (change.Value.Type == PropertyType.Null)
            {
                if (exists)
                    merged.RemoveAt(at);
            }
            else if (exists)
            {
                merged[at] = change;
            }
            else
            {
                merged.Insert(at, change);
            }
        }
        return merged;
    }

    private byte[] Bytes(List<Property> properties)
    {
        _buffer.ResetWrittenCount();
        PropertyCodec.Encode(properties, memory.Names, _buffer);
        return _buffer.WrittenSpan.ToArray();
    }
}
