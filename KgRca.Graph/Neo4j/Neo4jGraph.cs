using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using KgRca.Contracts.Graphs;
using KgRca.Graph.Storage;

namespace KgRca.Graph.Neo4j;

/// <summary>A handle of a graph in Neo4j.</summary>
internal sealed class Neo4jGraph(Neo4jGraphStore store, string database, Dictionary<string, NodeType> types)
    : IGraphReader,
        IGraphWriter
{
    private const int ReadBatch = 500;
    private const int MaxRelationships = 10_000;

    public async ValueTask<long> CommitAsync(GraphBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            var revision = await ApplyAsync(batch, Neo4jCommit.Of(database, batch, types), cancellationToken);
            store.Health.Wrote(database);
            return revision;
        }
        catch (GraphUnavailableException exception)
        {
            store.Health.Failed(database, exception.Message);
            throw;
        }
    }

    public async ValueTask<GraphPosition> GetPositionAsync(CancellationToken cancellationToken) =>
        await PositionAsync(isWrite: true, cancellationToken) ?? new GraphPosition(0, 0, []);

    public async ValueTask<IReadOnlyList<Checkpoint>> GetCheckpointsAsync(CancellationToken cancellationToken) =>
        (await PositionAsync(isWrite: false, cancellationToken))?.Checkpoints ?? [];

    public async ValueTask<IReadOnlyList<UsageCount>> GetUsageAsync(
        DateTimeOffset from,
        CancellationToken cancellationToken
    ) =>
        await ReadAsync(
            $"MATCH (u:{Neo4jNames.Usage}) WHERE u.hour >= $from "
                + "RETURN u.hour, u.meter, u.quantity ORDER BY u.hour, u.meter",
            json => json.WriteNumber("from", from.ToUnixTimeMilliseconds()),
            row => new UsageCount(
                DateTimeOffset.FromUnixTimeMilliseconds(row[0].GetInt64()),
                row[1].GetString()!,
                row[2].GetInt64()
            ),
            cancellationToken
        );

    /// <inheritdoc/>
    /// <remarks>Neo4j does so by itself.</remarks>
    public ValueTask ReclaimAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask<Node?> FindNodeAsync(NodeKey key, CancellationToken cancellationToken) =>
        (await GetNodesAsync([key], cancellationToken))[0];

    public async ValueTask<IReadOnlyList<Node?>> GetNodesAsync(
        IReadOnlyList<NodeKey> keys,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<NodeKey, Node>();
        foreach (var (label, group) in Groups(keys))
        {
            var nodes = await ReadAsync(
                $"UNWIND $keys AS key MATCH (n{Pattern(label, "key")}) RETURN properties(n)",
                json => WriteKeys(json, "keys", group),
                row => ReadNode(label, row[0]),
                cancellationToken
            );
            foreach (var node in nodes)
                found[node.Key] = node;
        }
        return [.. keys.Select(key => found.GetValueOrDefault(key))];
    }

    public async ValueTask<NodePage> FindNodesAsync(NodeQuery query, CancellationToken cancellationToken)
    {
        var search = new Neo4jSearch(query, TypeOf(query.Label));
        var nodes = new List<Node>();
        var bytes = 0L;
        for (var cursor = query.Cursor; ; )
        {
            var page = await ReadAsync(
                search.Text,
                json => search.WriteParameters(json, cursor),
                row => (Node: ReadNode(query.Label, row[0]), Cursor: Neo4jSearch.Cursor(row)),
                cancellationToken
            );
            foreach (var (node, after) in page.Take(search.PageSize))
            {
                if (nodes.Count == query.Limit || bytes >= query.MaxBytes)
                    return new NodePage(nodes, cursor);
                nodes.Add(node);
                bytes += Neo4jSearch.Bytes(node);
                cursor = after;
            }
            if (page.Count <= search.PageSize)
                return new NodePage(nodes, null);
        }
    }

    public async ValueTask<NodeChanges> FindChangesAsync(string label, long? after, CancellationToken cancellationToken)
    {
        var revision = (await PositionAsync(isWrite: false, cancellationToken))?.Revision ?? 0;
        if (after is not { } known || known > revision)
            return new NodeChanges([], revision, false);
        // A batch that comes in between is found now and again next time, which does no harm.
        var nodes = await ReadAsync(
            $"MATCH (n:{Neo4jNames.Quote(label)}) WHERE n.{Neo4jNames.Revision} > $after "
                + $"RETURN properties(n) LIMIT {NodeChanges.MaxNodes + 1}",
            json => json.WriteNumber("after", known),
            row => ReadNode(label, row[0]),
            cancellationToken
        );
        return nodes.Count > NodeChanges.MaxNodes
            ? new NodeChanges([], revision, false)
            : new NodeChanges(nodes, revision, true);
    }

    public async ValueTask<IReadOnlyList<Neighbour>> GetNeighboursAsync(
        NodeKey key,
        RelationshipFilter filter,
        CancellationToken cancellationToken
    ) => (await GetNeighboursAsync([key], filter, cancellationToken))[0];

    public async ValueTask<IReadOnlyList<IReadOnlyList<Neighbour>>> GetNeighboursAsync(
        IReadOnlyList<NodeKey> keys,
        RelationshipFilter filter,
        CancellationToken cancellationToken
    )
    {
        var found = keys.Distinct().ToDictionary(key => key, _ => new List<Neighbour>());
        foreach (var (label, group) in Groups(keys))
        {
            var limit = filter.Limit is { } most ? $" LIMIT {most}" : "";
            var rows = await ReadAsync(
                $"UNWIND $keys AS key MATCH (n{Pattern(label, "key")}) CALL (n) {{ "
                    + $"MATCH (n){Arrow(filter)}(m) {Where(filter)} "
                    + $"RETURN r, m, startNode(r) = n AS isOutgoing{limit} }} "
                    + $"RETURN key, isOutgoing, type(r), properties(r), labels(m)[0], {Projection("m", filter.NodeProperties)}",
                json =>
                {
                    WriteKeys(json, "keys", group);
                    WriteWhere(json, filter);
                },
                row => (Key: new NodeKey(label, row[0].GetString()!), Neighbour: ReadNeighbour(label, row, filter)),
                cancellationToken
            );
            foreach (var (key, neighbour) in rows)
                found[key].Add(neighbour);
        }
        foreach (var neighbours in found.Values)
            neighbours.Sort((left, right) => Traversal.Compare(left.Relationship.Key, right.Relationship.Key));
        return [.. keys.Select(key => found[key])];
    }

    public async ValueTask<Subgraph?> ExpandAsync(
        NodeKey key,
        RelationshipFilter filter,
        int depth,
        int maxNodes,
        CancellationToken cancellationToken
    )
    {
        if (await FindNodeAsync(key, cancellationToken) is null)
            return null;
        var order = new List<NodeKey> { key };
        var known = new HashSet<NodeKey> { key };
        var isTruncated = false;
        for (var (from, hops) = (0, 0); hops < depth && from < order.Count; hops++)
        {
            var frontier = order[from..];
            from = order.Count;
            foreach (var next in await ReachAsync(frontier, filter, cancellationToken))
            {
                if (known.Contains(next))
                    continue;
                if (order.Count == maxNodes)
                {
                    isTruncated = true;
                    break;
                }
                known.Add(next);
                order.Add(next);
            }
        }
        var relationships = await AmongAsync(order, filter, cancellationToken);
        if (relationships.Count > MaxRelationships)
        {
            isTruncated = true;
            relationships.RemoveRange(MaxRelationships, relationships.Count - MaxRelationships);
        }
        relationships.Sort((left, right) => Traversal.Compare(left.Key, right.Key));
        var nodes = await GetNodesAsync(order, cancellationToken);
        return new Subgraph([.. nodes.OfType<Node>().Select(node => Wanted(node, filter))], relationships, isTruncated);
    }

    public async ValueTask<IReadOnlyList<Relationship>?> FindPathAsync(
        NodeKey from,
        NodeKey to,
        RelationshipFilter filter,
        int depth,
        CancellationToken cancellationToken
    )
    {
        if (from == to)
            return await FindNodeAsync(from, cancellationToken) is null ? null : [];
        if (depth < 1)
            return null;
        var (left, right) = Ends(filter.Direction);
        var where = filter.Where is { Count: > 0 } properties
            ? $"WHERE all(r IN relationships(path) WHERE {Conditions(properties)})"
            : "";
        var paths = await ReadAsync(
            $"MATCH (a{Pattern(from.Label, "$from")}), (b{Pattern(to.Label, "$to")}) "
                + $"MATCH path = shortestPath((a){left}-[{Neo4jNames.Types(filter.Types)}*..{depth}]-{right}(b)) {where} "
                + "RETURN [r IN relationships(path) | [type(r), properties(r), labels(startNode(r))[0], "
                + "properties(startNode(r)), labels(endNode(r))[0], properties(endNode(r))]]",
            json =>
            {
                json.WriteString("from", from.Key);
                json.WriteString("to", to.Key);
                WriteWhere(json, filter);
            },
            row => row[0].EnumerateArray().Select(ReadRelationship).ToList(),
            cancellationToken
        );
        return paths.FirstOrDefault();
    }

    public async IAsyncEnumerable<Relationship> ReadRelationshipsAsync(
        IReadOnlyCollection<string> relationshipTypes,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var type in types.Values)
        {
            for (var after = ""; ; )
            {
                var key = Neo4jNames.Quote(type.KeyProperty);
                var last = after;
                var rows = await ReadAsync(
                    $"MATCH (a:{Neo4jNames.Quote(type.Label)}) WHERE a.{key} > $after "
                        + $"WITH a ORDER BY a.{key} LIMIT {ReadBatch} "
                        + $"OPTIONAL MATCH (a)-[r{Neo4jNames.Types(relationshipTypes)}]->(b) "
                        + $"RETURN a.{key}, type(r), properties(r), labels(b)[0], properties(b)",
                    json => json.WriteString("after", last),
                    row => (Key: row[0].GetString()!, Relationship: ReadOutgoing(type.Label, row)),
                    cancellationToken
                );
                foreach (var (_, relationship) in rows)
                    if (relationship is not null)
                        yield return relationship;
                if (rows.Select(row => row.Key).Distinct(StringComparer.Ordinal).Count() < ReadBatch)
                    break;
                after = rows.MaxBy(row => row.Key, StringComparer.Ordinal).Key;
            }
        }
    }

    public async ValueTask<GraphStatistics> GetStatisticsAsync(CancellationToken cancellationToken)
    {
        var relationshipTypes = await ReadAsync(
            "CALL db.relationshipTypes() YIELD relationshipType RETURN relationshipType",
            null,
            row => row[0].GetString()!,
            cancellationToken
        );
        var nodes = await CountAsync(
            types.Keys.Select(label => ($"MATCH (n:{Neo4jNames.Quote(label)})", label)),
            cancellationToken
        );
        var relationships = await CountAsync(
            relationshipTypes.Select(type => ($"MATCH ()-[r:{Neo4jNames.Quote(type)}]->()", type)),
            cancellationToken
        );
        return new GraphStatistics(nodes, relationships, 0);
    }

    private async Task<long> ApplyAsync(GraphBatch batch, Neo4jStatement statement, CancellationToken cancellationToken)
    {
        var place =
            await store.FindPlaceAsync(database, cancellationToken)
            ?? throw new GraphUnavailableException($"There is no graph {database}: it was not made, or was dropped.");
        try
        {
            using var answer = await place.RunAsync(statement, cancellationToken);
            if (answer.Rows.FirstOrDefault() is not { ValueKind: JsonValueKind.Array } row)
                throw Neo4jGraphStore.Dropped(database);
            var found = Neo4jCommit.Position(row[1]);
            return row[0].GetBoolean()
                ? found.Revision + 1
                : throw new CheckpointConflictException(database, batch, found);
        }
        catch (Neo4jException exception)
        {
            throw exception.Code == "Neo.ClientError.Statement.ArithmeticError"
                ? new InvalidGraphChangeException("A relationship's node is neither in the graph nor in the batch.")
                : new InvalidGraphChangeException($"Neo4j refuses the batch: {exception.Message}");
        }
    }

    private static (string Left, string Right) Ends(Direction direction) =>
        direction switch
        {
            Direction.Outgoing => ("", ">"),
            Direction.Incoming => ("<", ""),
            _ => ("", ""),
        };

    private static string Arrow(RelationshipFilter filter)
    {
        var (left, right) = Ends(filter.Direction);
        return $"{left}-[r{Neo4jNames.Types(filter.Types)}]-{right}";
    }

    private static string Where(RelationshipFilter filter) =>
        filter.Where is { Count: > 0 } properties ? $"WHERE {Conditions(properties)}" : "";

    private static string Conditions(IReadOnlyList<Property> properties) =>
        string.Join(" AND ", properties.Select((property, i) => $"r.{Neo4jNames.Quote(property.Name)} = $where{i}"));

    private static void WriteWhere(Utf8JsonWriter json, RelationshipFilter filter)
    {
        for (var i = 0; i < filter.Where?.Count; i++)
        {
            json.WritePropertyName($"where{i}");
            Neo4jValues.Write(json, filter.Where[i].Value);
        }
    }

    private static void WriteKeys(Utf8JsonWriter json, string name, IEnumerable<string> keys)
    {
        json.WriteStartArray(name);
        foreach (var key in keys)
            json.WriteStringValue(key);
        json.WriteEndArray();
    }

    private static IEnumerable<(string Label, List<string> Keys)> Groups(IEnumerable<NodeKey> keys) =>
        keys.Distinct()
            .GroupBy(key => key.Label, StringComparer.Ordinal)
            .Select(group => (group.Key, group.Select(key => key.Key).ToList()));

    private static Node Wanted(Node node, RelationshipFilter filter) =>
        filter.NodeProperties is not { } wanted
            ? node
            : node with
            {
                Properties = [.. node.Properties.Where(property => wanted.Contains(property.Name))],
            };

    /// <summary>The properties of a node that are wanted, and those that keys are in.</summary>
    private string Projection(string node, IReadOnlyCollection<string>? wanted) =>
        wanted is null
            ? $"properties({node})"
            : $"{node} {{{string.Join(", ", wanted.Union(types.Values.Select(type => type.KeyProperty)).Select(name => $".{Neo4jNames.Quote(name)}"))}}}";

    private NodeType TypeOf(string label) =>
        types.GetValueOrDefault(label) ?? throw new ArgumentException($"'{label}' is no label of this graph.");

    private string Pattern(string label, string key) =>
        $":{Neo4jNames.Quote(label)} {{{Neo4jNames.Quote(TypeOf(label).KeyProperty)}: {key}}}";

    private Node ReadNode(string label, JsonElement properties)
    {
        var keyProperty = TypeOf(label).KeyProperty;
        var key = new NodeKey(label, properties.GetProperty(keyProperty).GetString()!);
        return new Node(key, Neo4jValues.Read(properties, keyProperty, Neo4jNames.Revision));
    }

    private Neighbour ReadNeighbour(string label, JsonElement row, RelationshipFilter filter)
    {
        var self = new NodeKey(label, row[0].GetString()!);
        var other = Wanted(ReadNode(row[4].GetString()!, row[5]), filter);
        var key = row[1].GetBoolean()
            ? new RelationshipKey(row[2].GetString()!, self, other.Key)
            : new RelationshipKey(row[2].GetString()!, other.Key, self);
        return new Neighbour(new Relationship(key, Neo4jValues.Read(row[3])), other);
    }

    private Relationship? ReadOutgoing(string label, JsonElement row) =>
        row[1].GetString() is not { } type
            ? null
            : new Relationship(
                new RelationshipKey(
                    type,
                    new NodeKey(label, row[0].GetString()!),
                    ReadNode(row[3].GetString()!, row[4]).Key
                ),
                Neo4jValues.Read(row[2])
            );

    private Relationship ReadRelationship(JsonElement item) =>
        new(
            new RelationshipKey(
                item[0].GetString()!,
                ReadNode(item[2].GetString()!, item[3]).Key,
                ReadNode(item[4].GetString()!, item[5]).Key
            ),
            Neo4jValues.Read(item[1])
        );

    /// <summary>The nodes one hop away from some, in a stable order.</summary>
    private async Task<List<NodeKey>> ReachAsync(
        List<NodeKey> frontier,
        RelationshipFilter filter,
        CancellationToken cancellationToken
    )
    {
        var reached = new Dictionary<NodeKey, List<NodeKey>>();
        foreach (var (label, group) in Groups(frontier))
        {
            var rows = await ReadAsync(
                $"UNWIND $keys AS key MATCH (n{Pattern(label, "key")}){Arrow(filter)}(m) {Where(filter)} "
                    + "RETURN key, labels(m)[0], properties(m)",
                json =>
                {
                    WriteKeys(json, "keys", group);
                    WriteWhere(json, filter);
                },
                row => (From: new NodeKey(label, row[0].GetString()!), To: ReadNode(row[1].GetString()!, row[2]).Key),
                cancellationToken
            );
            foreach (var (from, to) in rows)
            {
                if (!reached.TryGetValue(from, out var others))
                    reached.Add(from, others = []);
                others.Add(to);
            }
        }
        return
        [
            .. frontier.SelectMany(from =>
                reached
                    .GetValueOrDefault(from, [])
                    .OrderBy(to => to.Label, StringComparer.Ordinal)
                    .ThenBy(to => to.Key, StringComparer.Ordinal)
            ),
        ];
    }

    /// <summary>The relationships from and to some nodes, at most one more than an answer has.</summary>
    private async Task<List<Relationship>> AmongAsync(
        List<NodeKey> nodes,
        RelationshipFilter filter,
        CancellationToken cancellationToken
    )
    {
        var outgoing = filter with { Direction = Direction.Outgoing };
        var among = new List<Relationship>();
        foreach (var (fromLabel, from) in Groups(nodes))
        foreach (var (toLabel, to) in Groups(nodes))
            among.AddRange(
                await ReadAsync(
                    $"UNWIND $keys AS key MATCH (a{Pattern(fromLabel, "key")}){Arrow(outgoing)}(b:{Neo4jNames.Quote(toLabel)}) "
                        + $"WHERE b.{Neo4jNames.Quote(TypeOf(toLabel).KeyProperty)} IN $others "
                        + (filter.Where is { Count: > 0 } where ? $"AND {Conditions(where)} " : "")
                        + "RETURN key, type(r), properties(r), labels(b)[0], properties(b) "
                        + $"LIMIT {MaxRelationships + 1}",
                    json =>
                    {
                        WriteKeys(json, "keys", from);
                        WriteKeys(json, "others", to);
                        WriteWhere(json, filter);
                    },
                    row => ReadOutgoing(fromLabel, row)!,
                    cancellationToken
                )
            );
        return among;
    }

    private async Task<Dictionary<string, long>> CountAsync(
        IEnumerable<(string Match, string Name)> counted,
        CancellationToken cancellationToken
    )
    {
        var text = new StringBuilder();
        foreach (var (match, name) in counted)
            text.Append(text.Length == 0 ? "" : " UNION ALL ")
                .Append($"{match} RETURN '{name}' AS name, count(*) AS count");
        if (text.Length == 0)
            return [];
        var rows = await ReadAsync(
            text.ToString(),
            null,
            row => KeyValuePair.Create(row[0].GetString()!, row[1].GetInt64()),
            cancellationToken
        );
        return rows.Where(row => row.Value > 0).ToDictionary(StringComparer.Ordinal);
    }

    private async ValueTask<GraphPosition?> PositionAsync(bool isWrite, CancellationToken cancellationToken)
    {
        if (await store.FindPlaceAsync(database, cancellationToken) is not { } place)
            return null;
        using var answer = await place.RunAsync(
            new Neo4jStatement(
                $"MATCH (g:{Neo4jNames.Graph} {{id: 0, database: $database}}) RETURN properties(g)",
                json => json.WriteString("database", database),
                isWrite
            ),
            cancellationToken
        );
        return answer.Rows.FirstOrDefault() is { ValueKind: JsonValueKind.Array } row
            ? Neo4jCommit.Position(row[0])
            : throw Neo4jGraphStore.Dropped(database);
    }

    private async Task<List<T>> ReadAsync<T>(
        string text,
        Action<Utf8JsonWriter>? parameters,
        Func<JsonElement, T> read,
        CancellationToken cancellationToken
    )
    {
        if (await store.FindPlaceAsync(database, cancellationToken) is not { } place)
            return [];
        try
        {
            using var answer = await place.RunAsync(new Neo4jStatement(text, parameters), cancellationToken);
            return [.. answer.Rows.Select(read)];
        }
        catch (Neo4jException exception)
        {
            throw new GraphUnavailableException($"Neo4j cannot read {database}: {exception.Message}", exception);
        }
    }
}
