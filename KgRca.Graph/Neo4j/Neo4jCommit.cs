using System.Globalization;
using System.Text;
using System.Text.Json;
using KgRca.Contracts.Graphs;

namespace KgRca.Graph.Neo4j;

/// <summary>
/// A batch as one statement, so that it is applied whole or not at all. It first takes the lock of the graph's node,
/// then compares owner and checkpoints with what the writer expects, and does the rest only where they fit. It answers
/// whether they did, and where the graph stood.
/// </summary>
internal static class Neo4jCommit
{
    private const string CheckpointPrefix = "checkpoint:";

    /// <summary>The statement.</summary>
    /// <param name="database">Whose graph it has to be.</param>
    /// <param name="batch">What to apply.</param>
    /// <param name="types">The labels.</param>
    public static Neo4jStatement Of(string database, GraphBatch batch, Dictionary<string, NodeType> types)
    {
        var plan = new Neo4jBatch(batch.Changes, types);
        var (text, parameters) = (new StringBuilder(), new List<Action<Utf8JsonWriter>>());
        // What a property is cannot be trusted before the lock is held; the map is read after it.
        text.Append(
            $$"""
            MATCH (g:{{Neo4jNames.Graph}} {id: 0, database: $database}) WHERE g.dropped IS NULL
            SET g.turn = $epoch
            WITH g, properties(g) AS found
            WITH g, found, found.epoch <= $epoch
              AND all(key IN keys($expected) WHERE coalesce(found[key], 0) = $expected[key]) AS fits

            """
        );
        AddRemovedNodes(plan, types, text, parameters);
        AddRemovedRelationships(plan, types, text, parameters);
        AddNodes(plan, types, text, parameters);
        var made = AddRelationships(plan, types, text, parameters);
        AddUsage(batch, text, parameters);
        // A relationship without its nodes ends the statement, and with it all that it did.
        text.Append(
            CultureInfo.InvariantCulture,
            $$"""
            FOREACH (_ IN CASE WHEN fits THEN [1] ELSE [] END |
              SET g += $state, g.epoch = $epoch, g.revision = found.revision + 1,
                g.turn = CASE 1 / CASE WHEN {{made.Sum}} = {{made.Count}} THEN 1 ELSE 0 END WHEN 1 THEN null END)
            RETURN fits, found
            """
        );
        return new Neo4jStatement(
            text.ToString(),
            json =>
            {
                json.WriteString("database", database);
                json.WriteNumber("epoch", batch.OwnerEpoch);
                WriteCheckpoints(json, "expected", batch.ExpectedCheckpoints);
                WriteCheckpoints(json, "state", batch.NewCheckpoints);
                foreach (var write in parameters)
                    write(json);
            },
            IsWrite: true
        );
    }

    /// <summary>Where the graph stands by the properties of its node.</summary>
    public static GraphPosition Position(JsonElement node) =>
        new(
            node.GetProperty("epoch").GetInt64(),
            node.GetProperty("revision").GetInt64(),
            [
                .. node.EnumerateObject()
                    .Where(property => property.Name.StartsWith(CheckpointPrefix, StringComparison.Ordinal))
                    .Select(property => Checkpoint(property.Name, property.Value.GetInt64()))
                    .OrderBy(checkpoint => checkpoint.Topic, StringComparer.Ordinal)
                    .ThenBy(checkpoint => checkpoint.Partition),
            ]
        );

    private static Checkpoint Checkpoint(string name, long offset)
    {
        var slash = name.LastIndexOf('/');
        return new Checkpoint(
            name[CheckpointPrefix.Length..slash],
            int.Parse(name.AsSpan(slash + 1), CultureInfo.InvariantCulture),
            offset
        );
    }

    private static void WriteCheckpoints(Utf8JsonWriter json, string name, IReadOnlyList<Checkpoint> checkpoints)
    {
        json.WriteStartObject(name);
        foreach (var (topic, partition, offset) in checkpoints)
            json.WriteNumber(
                string.Create(CultureInfo.InvariantCulture, $"{CheckpointPrefix}{topic}/{partition}"),
                offset
            );
        json.WriteEndObject();
    }

    private static void AddRemovedNodes(
        Neo4jBatch plan,
        Dictionary<string, NodeType> types,
        StringBuilder text,
        List<Action<Utf8JsonWriter>> parameters
    )
    {
        foreach (var nodes in plan.RemovedNodes)
        {
            var rows = Rows(parameters, nodes, static (json, key) => json.WriteString("k", key.Key));
            text.Append(
                $$"""
                CALL (fits) { WITH fits WHERE fits UNWIND ${{rows}} AS row
                  MATCH (n{{Pattern(nodes.Key, types, "row.k")}}) DETACH DELETE n }

                """
            );
        }
    }

    private static void AddRemovedRelationships(
        Neo4jBatch plan,
        Dictionary<string, NodeType> types,
        StringBuilder text,
        List<Action<Utf8JsonWriter>> parameters
    )
    {
        foreach (var relationships in plan.RemovedRelationships)
        {
            var kind = relationships.Key;
            var rows = Rows(
                parameters,
                relationships,
                static (json, key) =>
                {
                    json.WriteString("f", key.From.Key);
                    json.WriteString("t", key.To.Key);
                }
            );
            text.Append(
                $$"""
                CALL (fits) { WITH fits WHERE fits UNWIND ${{rows}} AS row
                  MATCH ({{Pattern(kind.From, types, "row.f")}})-[r:{{Neo4jNames.Quote(kind.Type)}}]->({{Pattern(
                    kind.To,
                    types,
                    "row.t"
                )}}) DELETE r }

                """
            );
        }
    }

    private static void AddNodes(
        Neo4jBatch plan,
        Dictionary<string, NodeType> types,
        StringBuilder text,
        List<Action<Utf8JsonWriter>> parameters
    )
    {
        foreach (var nodes in plan.Nodes)
        {
            var rows = Rows(
                parameters,
                nodes,
                static (json, node) =>
                {
                    json.WriteString("k", node.Key.Key);
                    json.WritePropertyName("p");
                    Neo4jValues.Write(json, node.Properties);
                }
            );
            text.Append(
                $$"""
                CALL (fits, found) { WITH fits, found WHERE fits UNWIND ${{rows}} AS row
                  MERGE (n{{Pattern(
                    nodes.Key,
                    types,
                    "row.k"
                )}}) SET n += row.p, n.{{Neo4jNames.Revision}} = found.revision + 1 }

                """
            );
        }
    }

    private static (string Sum, int Count) AddRelationships(
        Neo4jBatch plan,
        Dictionary<string, NodeType> types,
        StringBuilder text,
        List<Action<Utf8JsonWriter>> parameters
    )
    {
        var (made, count) = (new List<string>(), 0);
        foreach (var relationships in plan.Relationships)
        {
            var kind = relationships.Key;
            var rows = Rows(
                parameters,
                relationships,
                static (json, relationship) =>
                {
                    json.WriteString("f", relationship.Key.From.Key);
                    json.WriteString("t", relationship.Key.To.Key);
                    json.WritePropertyName("p");
                    Neo4jValues.Write(json, relationship.Properties);
                }
            );
            var name = $"made_{rows}";
            made.Add(name);
            count += relationships.Count();
            text.Append(
                $$"""
                CALL (fits) { WITH fits WHERE fits UNWIND ${{rows}} AS row
                  MATCH (a{{Pattern(kind.From, types, "row.f")}}) MATCH (b{{Pattern(kind.To, types, "row.t")}})
                  MERGE (a)-[r:{{Neo4jNames.Quote(kind.Type)}}]->(b) SET r += row.p RETURN count(*) AS {{name}} }

                """
            );
        }
        return (made.Count == 0 ? "0" : string.Join(" + ", made), count);
    }

    private static void AddUsage(GraphBatch batch, StringBuilder text, List<Action<Utf8JsonWriter>> parameters)
    {
        if (batch.Usage is not { Count: > 0 } usage)
            return;
        var rows = Rows(
            parameters,
            usage.GroupBy(count => (count.Hour, count.Meter)),
            static (json, counts) =>
            {
                var hour = counts.Key.Hour.ToUnixTimeMilliseconds();
                json.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"{hour} {counts.Key.Meter}"));
                json.WriteNumber("hour", hour);
                json.WriteString("meter", counts.Key.Meter);
                json.WriteNumber("quantity", counts.Sum(count => count.Quantity));
            }
        );
        text.Append(
            $$"""
            CALL (fits) { WITH fits WHERE fits UNWIND ${{rows}} AS row
              MERGE (u:{{Neo4jNames.Usage}} {id: row.id})
              SET u.hour = row.hour, u.meter = row.meter, u.quantity = coalesce(u.quantity, 0) + row.quantity }

            """
        );
    }

    private static string Pattern(string label, Dictionary<string, NodeType> types, string key) =>
        $"{":" + Neo4jNames.Quote(label)} {{{Neo4jNames.Quote(types[label].KeyProperty)}: {key}}}";

    /// <summary>Adds a parameter with a row of each item.</summary>
    /// <returns>Its name.</returns>
    private static string Rows<T>(
        List<Action<Utf8JsonWriter>> parameters,
        IEnumerable<T> items,
        Action<Utf8JsonWriter, T> write
    )
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"p{parameters.Count}");
        parameters.Add(json =>
        {
            json.WriteStartArray(name);
            foreach (var item in items)
            {
                json.WriteStartObject();
                write(json, item);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
        return name;
    }
}
