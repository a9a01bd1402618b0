using System.Buffers;
using System.Text;
using KgRca.Contracts.Graphs;
using KgRca.Graph.Cypher.Values;
using KgRca.Graph.Storage;

namespace KgRca.Graph.Tests.Storage;

public sealed class SnapshotTests
{
    private const int Ids = 700;

    private static readonly NodeType[] Types =
    [
        new("Thing", "id", null, "colour"),
        new("Moment", "moment_id", "time"),
        new("Secret", "id", null),
    ];

    private readonly GraphMemory _memory = new(new NameTable(), Types);
    private readonly SortedDictionary<int, (string Label, string Colour)> _nodes = [];
    private readonly SortedDictionary<int, (int From, int To, long Weight)> _relationships = [];
    private int _released;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Snapshots_WhileTheGraphChanges_StayAsTheyWere(int seed)
    {
        var random = new Random(seed);
        var kept = new List<(EmbeddedSnapshot Snapshot, string Content)>();
        for (var round = 0; round < 25; round++)
        {
            for (var change = 0; change < 100; change++)
                Change(random);
            var snapshot = Take();
            kept.Add((snapshot, Expected()));
            if (random.Next(3) == 0)
            {
                var index = random.Next(kept.Count);
                kept[index].Snapshot.Dispose();
                kept.RemoveAt(index);
            }
            foreach (var (each, content) in kept)
                Assert.Equal(content, Content(each));
        }
        foreach (var (snapshot, _) in kept)
            snapshot.Dispose();
        _memory.CompactIfWorthIt();
        using var last = Take();
        Assert.Equal(Expected(), Content(last));
    }

    [Fact]
    public async Task Snapshot_ReadWhileAnotherThreadWrites_IsOneState()
    {
        for (var id = 0; id < Ids; id++)
            Put(id, "Thing", "red");
        using var snapshot = Take();
        var content = Content(snapshot);
        var isDone = false;
        var reader = Task.Run(
            () =>
            {
                var reads = 0;
                while (!Volatile.Read(ref isDone) || reads == 0)
                {
                    Assert.Equal(content, Content(snapshot));
                    reads++;
                }
            },
            TestContext.Current.CancellationToken
        );
        var random = new Random(7);
        for (var change = 0; change < 5_000; change++)
            Change(random);
        Volatile.Write(ref isDone, true);
        await reader;
    }

    [Fact]
    public void Snapshot_HiddenLabel_IsNotThere()
    {
        Put(0, "Thing", "red");
        Put(1, "Secret", "red");
        Connect(0, 0, 1, 1);
        using var snapshot = Take("Secret");
        var thing = Assert.Single(snapshot.Nodes());
        Assert.Empty(snapshot.Expand(thing, Direction.Both, null));
        Assert.Empty(snapshot.Nodes("Secret"));
        Assert.Empty(snapshot.Seek("Secret", "id", "k1"));
        Assert.Null(snapshot.FindNode("Secret:k1"));
        Assert.Equal(["Thing"], snapshot.Labels);
        Assert.Equal(1, snapshot.CountNodes(null));
    }

    [Fact]
    public void Snapshot_Node_HasItsKeyAmongItsProperties()
    {
        Put(0, "Thing", "red");
        using var snapshot = Take();
        var node = Assert.Single(snapshot.Seek("Thing", "id", "k0"));
        Assert.Equal("(:Thing {id: 'k0', colour: 'red'})", CypherText.Format(node));
        Assert.Equal("k0", node.Get("id"));
        Assert.Equal("Thing:k0", node.ElementId);
        Assert.Equal(node, snapshot.FindNode(node.ElementId));
    }

    [Fact]
    public void Dispose_Twice_GivesBackOnce()
    {
        var snapshot = Take();
        snapshot.Dispose();
        snapshot.Dispose();
        Assert.Equal(1, _released);
    }

    private EmbeddedSnapshot Take(params string[] hidden) => new(_memory.Take(), Types, hidden, () => _released++);

    private void Change(Random random)
    {
        var id = random.Next(Ids);
        var other = random.Next(Ids);
        switch (random.Next(10))
        {
            case < 4:
                Put(id, _nodes.TryGetValue(id, out var known) ? known.Label : Label(random), Colour(random));
                break;
            case 4 when _nodes.ContainsKey(id):
                _memory.RemoveNode(id);
                _nodes.Remove(id);
                foreach (var (key, _) in _relationships.Where(r => r.Value.From == id || r.Value.To == id).ToList())
                    _relationships.Remove(key);
                break;
            case < 9 when _nodes.ContainsKey(id) && _nodes.ContainsKey(other):
                var free = random.Next(Ids);
                if (!_relationships.ContainsKey(free))
                    Connect(free, id, other, random.Next());
                break;
            case 9 when _relationships.Remove(id):
                _memory.RemoveRelationship(id);
                break;
        }
    }

    private static string Label(Random random) => random.Next(2) == 0 ? "Thing" : "Moment";

    private static string Colour(Random random) => new string('x', random.Next(30)) + random.Next(5);

    private void Put(int id, string label, string colour)
    {
        _nodes[id] = (label, colour);
        var key = Encoding.UTF8.GetBytes($"k{id}");
        _memory.PutNode(id, _memory.Names.GetOrAdd(label), key, Encode(new Property("colour", colour)));
    }

    private void Connect(int id, int from, int to, long weight)
    {
        _relationships[id] = (from, to, weight);
        _memory.PutRelationship(id, _memory.Names.GetOrAdd("T"), from, to, Encode(new Property("weight", weight)));
    }

    private ReadOnlySpan<byte> Encode(Property property)
    {
        var output = new ArrayBufferWriter<byte>();
        PropertyCodec.Encode([property], _memory.Names, output);
        return output.WrittenSpan;
    }

    private string Expected()
    {
        var text = new StringBuilder();
        var outgoing = _relationships.ToLookup(item => item.Value.From);
        var incoming = _relationships.ToLookup(item => item.Value.To);
        foreach (var (id, (label, colour)) in _nodes)
        {
            text.Append($"{id} {label} k{id} {colour}:");
            foreach (var (relationship, (from, to, weight)) in outgoing[id])
                text.Append($" {relationship} {from}>{to} {weight}");
            text.AppendLine($" {incoming[id].Count()}");
        }
        return text.ToString();
    }

    // Reads by every way there is: the label's index, the property's, the key's, and both lists of relationships.
    private static string Content(EmbeddedSnapshot snapshot)
    {
        var text = new StringBuilder();
        foreach (var node in snapshot.Nodes().OrderBy(node => node.Id))
        {
            var key = (string)node.Properties.Values.First()!;
            var colour = (string)node.Get("colour")!;
            Assert.Equal(node, Assert.Single(snapshot.Seek(node.Labels[0], node.Properties.Keys.First(), key)));
            if (node.Labels[0] == "Thing")
                Assert.Contains(node, snapshot.Seek("Thing", "colour", colour));
            text.Append($"{node.Id} {node.Labels[0]} {key} {colour}:");
            foreach (var each in snapshot.Expand(node, Direction.Outgoing, ["T"]).OrderBy(each => each.Id))
                text.Append($" {each.Id} {each.StartId}>{each.EndId} {each.Get("weight")}");
            text.AppendLine($" {snapshot.Expand(node, Direction.Incoming, null).Count()}");
        }
        return text.ToString();
    }
}
