using System.Text.Json;
using KgRca.Contracts.Graphs;

namespace KgRca.Graph.Tests;

/// <summary>A graph as plain dictionaries, and its dump.</summary>
internal sealed class Model
{
    private Dictionary<NodeKey, SortedDictionary<string, PropertyValue>> _nodes = [];
    private Dictionary<RelationshipKey, SortedDictionary<string, PropertyValue>> _relationships = [];

    /// <summary>Applies a batch, or nothing of it where it does not fit.</summary>
    public bool TryApply(IReadOnlyList<GraphChange> batch)
    {
        var (nodes, relationships) = (Copy(_nodes), Copy(_relationships));
        foreach (var change in batch)
        {
            switch (change)
            {
                case UpsertNode upsert:
                    Merge(nodes, upsert.Key, upsert.Properties);
                    break;
                case DeleteNode delete:
                    nodes.Remove(delete.Key);
                    foreach (
                        var key in relationships
                            .Keys.Where(key => key.From == delete.Key || key.To == delete.Key)
                            .ToList()
                    )
                        relationships.Remove(key);
                    break;
                case UpsertRelationship upsert:
                    if (!nodes.ContainsKey(upsert.Key.From) || !nodes.ContainsKey(upsert.Key.To))
                        return false;
                    Merge(relationships, upsert.Key, upsert.Properties);
                    break;
                case DeleteRelationship delete:
                    relationships.Remove(delete.Key);
                    break;
            }
        }
        (_nodes, _relationships) = (nodes, relationships);
        return true;
    }

    public override string ToString() =>
        string.Concat(
            _nodes
                .OrderBy(node => node.Key.Label, StringComparer.Ordinal)
                .ThenBy(node => node.Key.Key, StringComparer.Ordinal)
                .Select(node =>
                    $"{{\"label\":\"{node.Key.Label}\",\"key\":\"{node.Key.Key}\",\"properties\":{Text(node.Value)}}}\n"
                )
                .Concat(
                    _relationships
                        .OrderBy(item => item.Key.Type, StringComparer.Ordinal)
                        .ThenBy(item => item.Key.From.ToString(), StringComparer.Ordinal)
                        .ThenBy(item => item.Key.To.ToString(), StringComparer.Ordinal)
                        .Select(item =>
                            $"{{\"type\":\"{item.Key.Type}\",\"from\":\"{item.Key.From}\",\"to\":\"{item.Key.To}\",\"properties\":{Text(item.Value)}}}\n"
                        )
                )
        );

    private static string Text(SortedDictionary<string, PropertyValue> properties) =>
        $"{{{string.Join(',', properties.Select(item => $"\"{item.Key}\":{(item.Value.AsInteger is { } number ? $"{number}" : JsonSerializer.Serialize(item.Value.AsString))}"))}}}";

    private static void Merge<TKey>(
        Dictionary<TKey, SortedDictionary<string, PropertyValue>> items,
        TKey key,
        IReadOnlyList<Property> changes
    )
        where TKey : notnull
    {
        if (!items.TryGetValue(key, out var properties))
            items.Add(key, properties = new SortedDictionary<string, PropertyValue>(StringComparer.Ordinal));
        foreach (var (name, value) in changes)
        {
            if (value.Type == PropertyType.Null)
                properties.Remove(name);
            else
                properties[name] = value;
        }
    }

    private static Dictionary<TKey, SortedDictionary<string, PropertyValue>> Copy<TKey>(
        Dictionary<TKey, SortedDictionary<string, PropertyValue>> items
    )
        where TKey : notnull =>
        items.ToDictionary(
            item => item.Key,
            item => new SortedDictionary<string, PropertyValue>(item.Value, StringComparer.Ordinal)
        );
}
