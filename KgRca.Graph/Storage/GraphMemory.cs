using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Text;
using KgRca.Contracts.Graphs;

namespace KgRca.Graph.Storage;

/// <summary>
/// A whole graph in memory: nodes and relationships as structs in chunks, their keys and properties as bytes in slabs,
/// adjacency as doubly linked lists. One writer and no reader at a time, or any number of readers; the owner sees to
/// that.
/// </summary>
internal sealed class GraphMemory
{
    private const long MinDeadBytes = 16 << 20;

    private readonly Versions _versions = new();
    private readonly ChunkedList<NodeSlot> _nodes;
    private readonly ChunkedList<RelationshipSlot> _relationships;
    private readonly KeyIndex _keys;
    private readonly Dictionary<int, NodeType> _types;
    private readonly ConcurrentDictionary<int, OrderedIndex> _byLabel = [];
    private readonly ConcurrentDictionary<(int Label, int Property, string Value), OrderedIndex> _byProperty = [];
    private readonly Dictionary<int, long> _relationshipCounts = [];
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private ByteSlabs _slabs;

    public GraphMemory(NameTable names, IReadOnlyList<NodeType> types)
    {
        Names = names;
        _nodes = new ChunkedList<NodeSlot>(_versions);
        _relationships = new ChunkedList<RelationshipSlot>(_versions);
        _keys = new KeyIndex(_versions);
        _slabs = new ByteSlabs(_versions);
        _types = types.ToDictionary(type => names.GetOrAdd(type.Label));
    }

    public NameTable Names { get; }

    /// <summary>In which order batches have changed the nodes.</summary>
    public ChangeOrder Changes { get; } = new();

    public int MaxNodeId => _nodes.Count;

    public int MaxRelationshipId => _relationships.Count;

    public IEnumerable<KeyValuePair<int, OrderedIndex>> Labels => _byLabel;

    public IEnumerable<KeyValuePair<int, long>> RelationshipCounts => _relationshipCounts;

    /// <summary>What is known of a label; null for an unknown one.</summary>
    public NodeType? TypeOf(string label) => Names.Find(label) is >= 0 and var id ? _types.GetValueOrDefault(id) : null;

    public bool IsNode(int id) => id < _nodes.Count && _nodes[id].Label >= 0 && _nodes[id].Slice.Length > 0;

    public bool IsRelationship(int id) => id < _relationships.Count && _relationships[id].IsLive;

    /// <summary>
    /// The graph as it is now, kept for a reader however it changes. To be taken while no batch is applied.
    /// </summary>
    public GraphState Take() =>
        new(
            _versions,
            Names,
            _nodes,
            _relationships,
            _keys.Slots,
            _slabs,
            _byLabel,
            _byProperty,
            new Dictionary<int, long>(_relationshipCounts)
        );

    /// <summary>The node's id; −1 where there is none.</summary>
    public int Find(NodeKey key)
    {
        var label = Names.Find(key.Label);
        if (label < 0)
            return -1;
        Span<byte> buffer = stackalloc byte[512];
        var bytes =
            Encoding.UTF8.GetByteCount(key.Key) is var length && length <= buffer.Length
                ? buffer[..length]
                : new byte[length];
        Encoding.UTF8.GetBytes(key.Key, bytes);
        for (var candidates = _keys.Find(HashOf(label, bytes)); candidates.MoveNext(); )
        {
            ref readonly var slot = ref _nodes[candidates.Node];
            if (slot.Label == label && KeyBytes(candidates.Node).SequenceEqual(bytes))
                return candidates.Node;
        }
        return -1;
    }

    /// <summary>The relationship's id; −1 where there is none.</summary>
    public int Find(int type, int from, int to)
    {
        for (var id = _nodes[from].FirstOut - 1; id >= 0; id = _relationships[id].NextOut - 1)
            if (_relationships[id].To == to && _relationships[id].Type == type)
                return id;
        return -1;
    }

    /// <summary>The id of the node's label.</summary>
    public int LabelOf(int node) => _nodes[node].Label;

    public NodeKey KeyOf(int node) => new(Names[_nodes[node].Label], Encoding.UTF8.GetString(KeyBytes(node)));

    public ReadOnlySpan<byte> KeyBytes(int node)
    {
        var bytes = _slabs.Read(_nodes[node].Slice);
        return PropertyCodec.ReadBytes(ref bytes);
    }

    public ReadOnlySpan<byte> PropertyBytes(int node)
    {
        var bytes = _slabs.Read(_nodes[node].Slice);
        PropertyCodec.ReadBytes(ref bytes);
        return bytes;
    }

    public ReadOnlySpan<byte> RelationshipBytes(int relationship) => _slabs.Read(_relationships[relationship].Slice);

    public ref readonly RelationshipSlot RelationshipAt(int id) => ref _relationships[id];

    public Node ReadNode(int node) => ReadNode(node, null);

    /// <summary>Reads those of a node's properties whose names' ids are <paramref name="wanted"/>.</summary>
    public Node ReadNode(int node, HashSet<int>? wanted) =>
        new(KeyOf(node), PropertyCodec.Decode(PropertyBytes(node), Names, wanted));

    public Relationship ReadRelationship(int id)
    {
        var slot = _relationships[id];
        return new Relationship(
            new RelationshipKey(Names[slot.Type], KeyOf(slot.From), KeyOf(slot.To)),
            PropertyCodec.Decode(RelationshipBytes(id), Names)
        );
    }

    /// <summary>
    /// The relationships of a node, each once: outgoing ones, then incoming ones, each the newest first.
    /// </summary>
    public IEnumerable<int> RelationshipsOf(int node, Direction direction)
    {
        if (direction != Direction.Incoming)
            for (var id = _nodes[node].FirstOut - 1; id >= 0; id = _relationships[id].NextOut - 1)
                yield return id;
        if (direction == Direction.Outgoing)
            yield break;
        for (var id = _nodes[node].FirstIn - 1; id >= 0; id = _relationships[id].NextIn - 1)
            if (direction == Direction.Incoming || _relationships[id].From != node)
                yield return id;
    }

    /// <summary>
    /// The index of a label's nodes, or of those with a value of an indexed property; null where there are none.
    /// </summary>
    public OrderedIndex? IndexOf(int label, int property, string value) =>
        _byProperty.GetValueOrDefault((label, property, value));

    /// <summary>The index of all of a label's nodes; null where there are none.</summary>
    public OrderedIndex? IndexOf(int label) => _byLabel.GetValueOrDefault(label);

    /// <summary>Orders nodes by time, then by key.</summary>
    public int Compare(IndexEntry left, IndexEntry right) =>
        left.Time != right.Time ? left.Time.CompareTo(right.Time)
        : left.Node == right.Node ? 0
        : KeyBytes(left.Node).SequenceCompareTo(KeyBytes(right.Node));

    public void PutNode(int id, int label, ReadOnlySpan<byte> key, ReadOnlySpan<byte> properties)
    {
        var isNew = !IsNode(id);
        _nodes.EnsureCount(id + 1);
        if (!isNew)
            Unindex(id);
        ref var slot = ref _nodes.Write(id);
        _buffer.ResetWrittenCount();
        PropertyCodec.WriteText(_buffer, Encoding.UTF8.GetString(key));
        _buffer.Write(properties);
        slot.Label = label;
        _slabs.Write(ref slot.Slice, _buffer.WrittenSpan);
        if (isNew)
        {
            slot.Hash = HashOf(label, key);
            _keys.Add(slot.Hash, id, node => _nodes[node].Hash);
        }
        Index(id);
    }

    public void RemoveNode(int id)
    {
        foreach (var relationship in RelationshipsOf(id, Direction.Both).ToList())
            RemoveRelationship(relationship);
        Unindex(id);
        ref var slot = ref _nodes.Write(id);
        _keys.Remove(slot.Hash, id);
        _slabs.Free(ref slot.Slice);
        slot = default;
        Changes.Remove(id);
    }

    public void PutRelationship(int id, int type, int from, int to, ReadOnlySpan<byte> properties)
    {
        _relationships.EnsureCount(id + 1);
        ref var slot = ref _relationships.Write(id);
        if (!slot.IsLive)
        {
            slot = new RelationshipSlot
            {
                Type = type,
                From = from,
                To = to,
                IsLive = true,
            };
            Link(id, ref slot);
            _relationshipCounts[type] = _relationshipCounts.GetValueOrDefault(type) + 1;
        }
        _slabs.Write(ref slot.Slice, properties);
    }

    public void RemoveRelationship(int id)
    {
        if (!_relationships[id].IsLive)
            return;
        ref var slot = ref _relationships.Write(id);
        Unlink(ref slot);
        _relationshipCounts[slot.Type]--;
        _slabs.Free(ref slot.Slice);
        slot = default;
    }

    /// <summary>Copies what lives into new slabs once more than half of the bytes are dead.</summary>
    public void CompactIfWorthIt()
    {
        if (_versions.NewestRead > 0 || _slabs.DeadBytes < MinDeadBytes || _slabs.DeadBytes < _slabs.LiveBytes)
            return;
        var fresh = new ByteSlabs(_versions);
        for (var id = 0; id < _nodes.Count; id++)
            Copy(ref _nodes.Write(id).Slice, fresh);
        for (var id = 0; id < _relationships.Count; id++)
            Copy(ref _relationships.Write(id).Slice, fresh);
        _slabs = fresh;
    }

    private void Copy(ref Slice slice, ByteSlabs to)
    {
        var bytes = _slabs.Read(slice);
        slice = default;
        if (bytes.Length > 0)
            to.Write(ref slice, bytes);
    }

    private void Link(int id, ref RelationshipSlot slot)
    {
        slot.NextOut = _nodes[slot.From].FirstOut;
        if (slot.NextOut > 0)
            _relationships.Write(slot.NextOut - 1).PreviousOut = id + 1;
        _nodes.Write(slot.From).FirstOut = id + 1;
        slot.NextIn = _nodes[slot.To].FirstIn;
        if (slot.NextIn > 0)
            _relationships.Write(slot.NextIn - 1).PreviousIn = id + 1;
        _nodes.Write(slot.To).FirstIn = id + 1;
    }

    private void Unlink(ref RelationshipSlot slot)
    {
        if (slot.PreviousOut > 0)
            _relationships.Write(slot.PreviousOut - 1).NextOut = slot.NextOut;
        else
            _nodes.Write(slot.From).FirstOut = slot.NextOut;
        if (slot.NextOut > 0)
            _relationships.Write(slot.NextOut - 1).PreviousOut = slot.PreviousOut;
        if (slot.PreviousIn > 0)
            _relationships.Write(slot.PreviousIn - 1).NextIn = slot.NextIn;
        else
            _nodes.Write(slot.To).FirstIn = slot.NextIn;
        if (slot.NextIn > 0)
            _relationships.Write(slot.NextIn - 1).PreviousIn = slot.PreviousIn;
    }

    private void Index(int id) => ForEachIndex(id, (index, entry) => index.Add(entry));

    private void Unindex(int id) => ForEachIndex(id, (index, entry) => index.Remove(entry));

    private void ForEachIndex(int id, Action<OrderedIndex, IndexEntry> action)
    {
        var label = _nodes[id].Label;
        var type = _types[label];
        var properties = PropertyBytes(id);
        var time = type.TimeProperty is null
            ? 0
            : PropertyCodec.Find(properties, Names.Find(type.TimeProperty)).AsInteger ?? 0;
        var entry = new IndexEntry(time, id);
        if (!_byLabel.TryGetValue(label, out var all))
            _byLabel[label] = all = new OrderedIndex(_versions, Compare);
        action(all, entry);
        foreach (var name in type.IndexedProperties)
        {
            var nameId = Names.Find(name);
            if (nameId < 0 || PropertyCodec.Find(properties, nameId).AsString is not { } value)
                continue;
            if (!_byProperty.TryGetValue((label, nameId, value), out var index))
                _byProperty[(label, nameId, value)] = index = new OrderedIndex(_versions, Compare);
            action(index, entry);
            // While an older state is read, an empty index may be needed by it, and is left.
            if (index.Count == 0 && _versions.NewestRead == 0)
                _byProperty.TryRemove((label, nameId, value), out _);
        }
    }

    internal static int HashOf(int label, ReadOnlySpan<byte> key) =>
        (int)XxHash32.HashToUInt32(key, label) & int.MaxValue;
}

/// <summary>A node in memory. Links are ids plus one; zero is none.</summary>
internal struct NodeSlot
{
    public Slice Slice;
    public int Label;
    public int Hash;
    public int FirstOut;
    public int FirstIn;
}

/// <summary>A relationship in memory. Links are ids plus one; zero is none.</summary>
internal struct RelationshipSlot
{
    public Slice Slice;
    public int Type;
    public int From;
    public int To;
    public int NextOut;
    public int PreviousOut;
    public int NextIn;
    public int PreviousIn;
    public bool IsLive;
}
