using System.Text;

namespace KgRca.Graph.Storage;

/// <summary>
/// One state of a graph in memory, which does not change while it is kept. It takes no time to make: what later batches
/// change, they copy first.
/// </summary>
internal sealed class GraphState(
    Versions versions,
    NameTable names,
    ChunkedList<NodeSlot> nodes,
    ChunkedList<RelationshipSlot> relationships,
    KeyIndex.Table keys,
    ByteSlabs slabs,
    IReadOnlyDictionary<int, OrderedIndex> byLabel,
    IReadOnlyDictionary<(int Label, int Property, string Value), OrderedIndex> byProperty,
    IReadOnlyDictionary<int, long> relationshipCounts
) : IDisposable
{
    private readonly long _version = versions.Take();
    private int _isReleased;

    public NameTable Names => names;

    /// <summary>How many relationships there are of each type, by the number of its name.</summary>
    public IReadOnlyDictionary<int, long> RelationshipCounts => relationshipCounts;

    /// <summary>The numbers of the labels.</summary>
    public IEnumerable<int> Labels => byLabel.Keys;

    public NodeSlot Node(int id) => nodes.At(id, _version);

    public RelationshipSlot Relationship(int id) => relationships.At(id, _version);

    public ReadOnlySpan<byte> Bytes(in Slice slice) => slabs.Read(slice);

    /// <summary>A node's key, in UTF-8, and its properties.</summary>
    public ReadOnlySpan<byte> Properties(in NodeSlot node, out ReadOnlySpan<byte> key)
    {
        var bytes = slabs.Read(node.Slice);
        key = PropertyCodec.ReadBytes(ref bytes);
        return bytes;
    }

    /// <summary>A node's id; −1 where there is none.</summary>
    public int Find(string label, string key)
    {
        var number = names.Find(label);
        if (number < 0)
            return -1;
        var wanted = Encoding.UTF8.GetBytes(key);
        var hash = GraphMemory.HashOf(number, wanted);
        for (var candidates = new KeyIndex.Candidates(keys, hash, _version); candidates.MoveNext(); )
        {
            var node = Node(candidates.Node);
            Properties(node, out var found);
            if (node.Label == number && found.SequenceEqual(wanted))
                return candidates.Node;
        }
        return -1;
    }

    /// <summary>The nodes of a label, in the order of their times and keys.</summary>
    public IEnumerable<int> WithLabel(int label) => byLabel.GetValueOrDefault(label)?.NodesAt(_version) ?? [];

    /// <summary>How many nodes of a label there are.</summary>
    public int CountWithLabel(int label) => byLabel.GetValueOrDefault(label)?.CountAt(_version) ?? 0;

    /// <summary>The nodes of a label with a value of an indexed property.</summary>
    public IEnumerable<int> WithProperty(int label, int property, string value) =>
        byProperty.GetValueOrDefault((label, property, value))?.NodesAt(_version) ?? [];

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0)
            versions.Release(_version);
    }
}
