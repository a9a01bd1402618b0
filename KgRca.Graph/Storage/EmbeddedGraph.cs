using System.Runtime.CompilerServices;
using KgRca.Contracts.Graphs;

namespace KgRca.Graph.Storage;

/// <summary>A handle of an embedded graph.</summary>
internal sealed class EmbeddedGraph(GraphEntry entry, IReadOnlyList<NodeType> types) : IGraph
{
    private const int TrimBatch = 1_000;
    private const int ReadBatch = 2_000;

    public ValueTask ApplyAsync(GraphBatch batch, CancellationToken cancellationToken) =>
        entry.ApplyAsync(batch, cancellationToken);

    public ValueTask<IReadOnlyList<Checkpoint>> GetCheckpointsAsync(CancellationToken cancellationToken) =>
        entry.ReadFileAsync<IReadOnlyList<Checkpoint>>(
            file =>
            {
                var checkpoints = new List<Checkpoint>();
                using var rows = file.Query(
                    "SELECT topic, partition, offset FROM checkpoints ORDER BY topic, partition"
                );
                while (rows.Read())
                    checkpoints.Add(new Checkpoint(rows.GetString(0), rows.GetInt32(1), rows.GetInt64(2)));
                return checkpoints;
            },
            [],
            cancellationToken
        );

    public ValueTask<Node?> FindNodeAsync(NodeKey key, CancellationToken cancellationToken) =>
        entry.ReadAsync(graph => graph.Find(key) is >= 0 and var id ? graph.ReadNode(id) : null, cancellationToken);

    public ValueTask<NodePage> FindNodesAsync(NodeQuery query, CancellationToken cancellationToken) =>
        entry.ReadAsync(graph => NodeSearch.Run(graph, query), cancellationToken);

    public ValueTask<NodeChanges> FindChangesAsync(string label, long? after, CancellationToken cancellationToken) =>
        entry.ReadAsync(
            graph =>
            {
                var (changed, version) = graph.Changes.Since(after);
                var nodes = (changed ?? [])
                    .Where(graph.IsNode)
                    .Select(graph.ReadNode)
                    .Where(node => node.Key.Label == label)
                    .ToList();
                return new NodeChanges(nodes, version, changed is not null);
            },
            cancellationToken
        );

    public ValueTask<IReadOnlyList<Neighbour>> GetNeighboursAsync(
        NodeKey key,
        RelationshipFilter filter,
        CancellationToken cancellationToken
    ) => entry.ReadAsync(graph => Traversal.Neighbours(graph, key, filter), cancellationToken);

    public ValueTask<IReadOnlyList<IReadOnlyList<Neighbour>>> GetNeighboursAsync(
        IReadOnlyList<NodeKey> keys,
        RelationshipFilter filter,
        CancellationToken cancellationToken
    ) =>
        entry.ReadAsync<IReadOnlyList<IReadOnlyList<Neighbour>>>(
            graph => [.. keys.Select(key => Traversal.Neighbours(graph, key, filter))],
            cancellationToken
        );

    public ValueTask<Subgraph?> ExpandAsync(
        NodeKey key,
        RelationshipFilter filter,
        int depth,
        int maxNodes,
        CancellationToken cancellationToken
    ) =>
        entry.ReadAsync(
            graph => Traversal.Expand(graph, key, filter, depth, maxNodes, cancellationToken),
            cancellationToken
        );

    public ValueTask<IReadOnlyList<Relationship>?> FindPathAsync(
        NodeKey from,
        NodeKey to,
        RelationshipFilter filter,
        int depth,
        CancellationToken cancellationToken
    ) => entry.ReadAsync(graph => Traversal.Path(graph, from, to, filter, depth, cancellationToken), cancellationToken);

    public async IAsyncEnumerable<Relationship> ReadRelationshipsAsync(
        IReadOnlyCollection<string> types,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (var next = 0; ; )
        {
            var from = next;
            var (page, end) = await entry.ReadAsync(graph => Page(graph, types, from), cancellationToken);
            foreach (var relationship in page)
                yield return relationship;
            if (end < 0)
                yield break;
            next = end;
        }
    }

    public ValueTask<GraphStatistics> GetStatisticsAsync(CancellationToken cancellationToken) =>
        entry.ReadFileAsync(
            file =>
            {
                var counts = new[]
                {
                    new Dictionary<string, long>(StringComparer.Ordinal),
                    new Dictionary<string, long>(StringComparer.Ordinal),
                };
                using var rows = file.Query("SELECT kind, name, count FROM counts WHERE count > 0 ORDER BY name");
                while (rows.Read())
                    counts[rows.GetInt32(0)][rows.GetString(1)] = rows.GetInt64(2);
                return new GraphStatistics(counts[0], counts[1], entry.StoredBytes());
            },
            new GraphStatistics(new Dictionary<string, long>(), new Dictionary<string, long>(), 0),
            cancellationToken
        );

    public async ValueTask<long> TrimAsync(string label, DateTimeOffset before, CancellationToken cancellationToken)
    {
        if (types.FirstOrDefault(type => type.Label == label) is not { TimeProperty: not null })
            throw new ArgumentException($"Nodes labelled {label} have no time.", nameof(label));
        for (var removed = 0L; ; )
        {
            var page = await FindNodesAsync(new NodeQuery(label, To: before, Limit: TrimBatch), cancellationToken);
            if (page.Nodes.Count == 0)
            {
                while (removed > 0 && await entry.VacuumAsync(cancellationToken))
                    cancellationToken.ThrowIfCancellationRequested();
                return removed;
            }
            await ApplyAsync(
                new GraphBatch([.. page.Nodes.Select(node => new DeleteNode(node.Key))], []),
                cancellationToken
            );
            removed += page.Nodes.Count;
        }
    }

    private static (List<Relationship> Page, int Next) Page(
        GraphMemory graph,
        IReadOnlyCollection<string> types,
        int from
    )
    {
        var wanted = types.Select(graph.Names.Find).Where(id => id >= 0).ToHashSet();
        var page = new List<Relationship>();
        for (var id = from; id < graph.MaxRelationshipId; id++)
        {
            if (!graph.IsRelationship(id) || !wanted.Contains(graph.RelationshipAt(id).Type))
                continue;
            page.Add(graph.ReadRelationship(id));
            if (page.Count == ReadBatch)
                return (page, id + 1);
        }
        return (page, -1);
    }
}
