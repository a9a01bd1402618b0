using System.Text;
using KgRca.Contracts.Graphs;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Storage;

/// <summary>A node of a snapshot.</summary>
internal sealed class StoredNode(EmbeddedSnapshot snapshot, int id) : CypherNode
{
    private readonly NodeSlot _slot = snapshot.State.Node(id);

    public override long Id => id;

    public override string ElementId => $"{Labels[0]}:{Key}";

    public override IReadOnlyList<string> Labels => snapshot.LabelsOf(_slot.Label);

    public override CypherMap Properties
    {
        get
        {
            var bytes = snapshot.State.Properties(_slot, out _);
            var key = KeyValuePair.Create<string, object?>(snapshot.KeyPropertyOf(_slot.Label), Key);
            return StoredProperties.Map(bytes, snapshot.State.Names, [key]);
        }
    }

    private string Key
    {
        get
        {
            snapshot.State.Properties(_slot, out var key);
            return Encoding.UTF8.GetString(key);
        }
    }

    public override object? Get(string key) =>
        snapshot.KeyPropertyOf(_slot.Label) == key
            ? Key
            : StoredProperties.Find(snapshot.State.Properties(_slot, out _), snapshot.State.Names, key);
}

/// <summary>A relationship of a snapshot.</summary>
internal sealed class StoredRelationship(EmbeddedSnapshot snapshot, int id, RelationshipSlot slot) : CypherRelationship
{
    public override long Id => id;

    public override string ElementId => $"{Type}:{Start.ElementId}:{End.ElementId}";

    public override string Type => snapshot.State.Names[slot.Type];

    public override long StartId => slot.From;

    public override long EndId => slot.To;

    public override CypherNode Start => snapshot.NodeAt(slot.From);

    public override CypherNode End => snapshot.NodeAt(slot.To);

    public override CypherMap Properties =>
        StoredProperties.Map(snapshot.State.Bytes(slot.Slice), snapshot.State.Names, []);

    public override object? Get(string key) =>
        StoredProperties.Find(snapshot.State.Bytes(slot.Slice), snapshot.State.Names, key);
}

/// <summary>Properties as Cypher's values.</summary>
internal static class StoredProperties
{
    /// <summary>One property; null where it is absent.</summary>
    public static object? Find(ReadOnlySpan<byte> bytes, NameTable names, string name) =>
        names.Find(name) is >= 0 and var number ? Value(PropertyCodec.Find(bytes, number)) : null;

    /// <summary>All properties, after some that are given.</summary>
    public static CypherMap Map(
        ReadOnlySpan<byte> bytes,
        NameTable names,
        IEnumerable<KeyValuePair<string, object?>> first
    ) =>
        new(
            first.Concat(
                PropertyCodec
                    .Decode(bytes, names)
                    .Select(property => KeyValuePair.Create(property.Name, Value(property.Value)))
            )
        );

    private static object? Value(PropertyValue value) =>
        value.Type switch
        {
            PropertyType.Boolean => value.AsBoolean,
            PropertyType.Integer => value.AsInteger,
            PropertyType.Float => value.AsFloat,
            PropertyType.String => value.AsString,
            PropertyType.StringList => new CypherList(value.AsStrings ?? []),
            _ => null,
        };
}
