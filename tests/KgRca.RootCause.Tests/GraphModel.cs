using KgRca.Contracts.Graphs;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Persistence;

namespace KgRca.RootCause.Tests;

/// <summary>A graph as plain dictionaries: what a store must make of changes.</summary>
internal sealed class GraphModel
{
    private static readonly HashSet<string> EdgeTypes = [.. Enum.GetValues<EdgeType>().Select(WireNames.Of)];

    public SortedDictionary<string, (NodeKey Key, SortedDictionary<string, PropertyValue> Properties)> Nodes { get; } =
        new(StringComparer.Ordinal);

    public SortedDictionary<
        string,
        (RelationshipKey Key, SortedDictionary<string, PropertyValue> Properties)
    > Relationships { get; } = new(StringComparer.Ordinal);

    public void Apply(IEnumerable<GraphChange> changes)
    {
        foreach (var change in changes)
        {
            switch (change)
            {
                case UpsertNode upsert:
                    if (!Nodes.TryGetValue(upsert.Key.ToString(), out var node))
                        Nodes[upsert.Key.ToString()] = node = (upsert.Key, new(StringComparer.Ordinal));
                    Merge(node.Properties, upsert.Properties);
                    break;
                case DeleteNode delete:
                    Nodes.Remove(delete.Key.ToString());
                    foreach (var (id, relationship) in Relationships.ToList())
                        if (relationship.Key.From == delete.Key || relationship.Key.To == delete.Key)
                            Relationships.Remove(id);
                    break;
                case UpsertRelationship upsert:
                    Assert.True(Nodes.ContainsKey(upsert.Key.From.ToString()), $"{upsert.Key} has no start");
                    Assert.True(Nodes.ContainsKey(upsert.Key.To.ToString()), $"{upsert.Key} has no end");
                    if (!Relationships.TryGetValue(upsert.Key.ToString(), out var link))
                        Relationships[upsert.Key.ToString()] = link = (upsert.Key, new(StringComparer.Ordinal));
                    Merge(link.Properties, upsert.Properties);
                    break;
                case DeleteRelationship delete:
                    Relationships.Remove(delete.Key.ToString());
                    break;
            }
        }
    }

    public IEnumerable<Node> OfLabel(string label) =>
        Nodes.Values.Where(node => node.Key.Label == label).Select(node => new Node(node.Key, List(node.Properties)));

    public IEnumerable<Relationship> OfType(string type) =>
        Relationships
            .Values.Where(relationship => relationship.Key.Type == type)
            .Select(relationship => new Relationship(relationship.Key, List(relationship.Properties)));

    /// <summary>What an engine is rebuilt from.</summary>
    public EngineState? State()
    {
        if (
            OfLabel(GraphSchema.Engine).FirstOrDefault() is not { } engine
            || EngineState.WatermarkOf(engine) is not { } watermark
        )
            return null;
        var memories = OfLabel(GraphSchema.Memory).ToDictionary(node => node.Key);
        var resources = OfLabel(GraphSchema.Resource)
            .Select(node => MemoryNode.Join(node, memories.GetValueOrDefault(MemoryNode.KeyOf(node.Key))))
            .ToList();
        var edges = Relationships
            .Values.Where(item => EdgeTypes.Contains(item.Key.Type))
            .Select(item => new Relationship(item.Key, List(item.Properties)))
            .ToList();
        var episodes = OfLabel(GraphSchema.Episodic).ToList();
        var from = (watermark - EngineHorizon.Memory).ToUnixTimeMilliseconds();
        var incidents = OfLabel(GraphSchema.Incident)
            .Where(node => node["status"].AsString != "merged" && node["last_error_at"].AsInteger >= from)
            .ToList();
        var links = OfType(GraphSchema.SameIncident)
            .Concat(OfType(GraphSchema.PotentialCause))
            .Where(link => incidents.Exists(node => node.Key == link.Key.To))
            .ToList();
        return new EngineState(
            engine,
            watermark,
            resources,
            edges,
            episodes.FindAll(node =>
                node["event_time"].AsInteger >= from || node["finding_state"].AsString == "active"
            ),
            incidents,
            links,
            [.. OfLabel(GraphSchema.Listing)]
        );
    }

    public override string ToString() =>
        string.Join(
            '\n',
            Nodes
                .Select(node => $"{node.Key} {Text(node.Value.Properties)}")
                .Concat(Relationships.Select(item => $"{item.Key} {Text(item.Value.Properties)}"))
        );

    private static string Text(SortedDictionary<string, PropertyValue> properties) =>
        string.Join("; ", properties.Select(item => $"{item.Key}={item.Value}"));

    private static List<Property> List(SortedDictionary<string, PropertyValue> properties) =>
        [.. properties.Select(item => new Property(item.Key, item.Value))];

    private static void Merge(SortedDictionary<string, PropertyValue> properties, IReadOnlyList<Property> changes)
    {
        foreach (var (name, value) in changes)
        {
            if (value.Type == PropertyType.Null)
                properties.Remove(name);
            else
                properties[name] = value;
        }
    }
}
