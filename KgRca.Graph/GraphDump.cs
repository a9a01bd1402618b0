using System.Text.Json;
using KgRca.Contracts.Graphs;

namespace KgRca.Graph;

/// <summary>
/// Writes a graph as JSON lines in an order of its own, nodes by label and key, then relationships by type and ends, so
/// that two graphs are equal if and only if their dumps are, byte for byte. Checkpoints are not part of it.
/// </summary>
public static class GraphDump
{
    /// <summary>Writes the nodes of some labels and the relationships of some types.</summary>
    public static async Task WriteAsync(
        IGraphReader graph,
        IReadOnlyList<string> labels,
        IReadOnlyList<string> types,
        Stream output,
        CancellationToken cancellationToken
    )
    {
        foreach (var label in labels.Order(StringComparer.Ordinal))
        {
            var nodes = await graph
                .ReadNodesAsync(new NodeQuery(label), cancellationToken)
                .ToListAsync(cancellationToken);
            foreach (var node in nodes.OrderBy(node => node.Key.Key, StringComparer.Ordinal))
                await WriteAsync(output, writer => Write(writer, node), cancellationToken);
        }
        var relationships = new List<Relationship>();
        await foreach (var relationship in graph.ReadRelationshipsAsync(types, cancellationToken))
            relationships.Add(relationship);
        relationships.Sort((left, right) => Storage.Traversal.Compare(left.Key, right.Key));
        foreach (var relationship in relationships)
            await WriteAsync(output, writer => Write(writer, relationship), cancellationToken);
    }

    private static async Task WriteAsync(
        Stream output,
        Action<Utf8JsonWriter> write,
        CancellationToken cancellationToken
    )
    {
        await using (var writer = new Utf8JsonWriter(output))
            write(writer);
        await output.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }

    private static void Write(Utf8JsonWriter writer, Node node)
    {
        writer.WriteStartObject();
        writer.WriteString("label", node.Key.Label);
        writer.WriteString("key", node.Key.Key);
        Write(writer, node.Properties);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Relationship relationship)
    {
        writer.WriteStartObject();
        writer.WriteString("type", relationship.Key.Type);
        writer.WriteString("from", relationship.Key.From.ToString());
        writer.WriteString("to", relationship.Key.To.ToString());
        Write(writer, relationship.Properties);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<Property> properties)
    {
        writer.WriteStartObject("properties");
        foreach (var (name, value) in properties)
        {
            writer.WritePropertyName(name);
            switch (value.Type)
            {
                case PropertyType.Boolean:
                    writer.WriteBooleanValue(value.AsBoolean == true);
                    break;
                case PropertyType.Integer:
                    writer.WriteNumberValue(value.AsInteger ?? 0);
                    break;
                case PropertyType.Float:
                    writer.WriteNumberValue(value.AsFloat ?? 0);
                    break;
                case PropertyType.StringList:
                    writer.WriteStartArray();
                    foreach (var text in value.AsStrings ?? [])
                        writer.WriteStringValue(text);
                    writer.WriteEndArray();
                    break;
                default:
                    writer.WriteStringValue(value.AsString);
                    break;
            }
        }
        writer.WriteEndObject();
    }
}
