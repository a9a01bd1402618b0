using System.Runtime.CompilerServices;
using KgRca.Contracts.Graphs;

namespace KgRca.Graph.Storage;

/// <summary>A handle of an embedded graph.</summary>
internal sealed class EmbeddedGraph(GraphEntry entry) : IGraphReader, IGraphWriter
{
    private const int ReadBatch = 2_000;
    private static readonly GraphPosition Nowhere = new(0, 0, []);

    public ValueTask<long> CommitAsync(GraphBatch batch, CancellationToken cancellationToken) =>
        entry.CommitAsync(batch, cancellationToken);

    public ValueTask<GraphPosition> GetPositionAsync(CancellationToken cancellationToken) =>
        entry.ReadFileAsync(
            file =>
            {
                using var snapshot = file.Begin(deferred: true);
                return FileCheckpoints.Position(file, snapshot);
            },
            Nowhere,
            cancellationToken
        );

    public ValueTask<IReadOnlyList<Checkpoint>> GetCheckpointsAsync(CancellationToken cancellationToken) =>
        entry.ReadFileAsync<IReadOnlyList<Checkpoint>>(file => FileCheckpoints.Read(file, null), [], cancellationToken);

    public ValueTask<IReadOnlyList<UsageCount>> GetUsageAsync(
        DateTimeOffset from,
        CancellationToken cancellationToken
    ) =>
        entry.ReadFileAsync<IReadOnlyList<UsageCount>>(
            file => FileCheckpoints.Usage(file, from),
            [],
            cancellationToken
        );

    public async ValueTask ReclaimAsync(CancellationToken cancellationToken)
    {
        while (await entry.VacuumAsync(cancellationToken))
            cancellationToken.ThrowIfCancellationRequested();
    }

    public ValueTask<Node?> FindNodeAsync(NodeKey key, CancellationToken cancellationToken) =>
        entry.ReadAsync(graph => graph.Find(key) is >= 0 and var id ? graph.ReadNode(id) : null, cancellationToken);

    public ValueTask<IReadOnlyList<Node?>> GetNodesAsync(
        IReadOnlyList<NodeKey> keys,
        CancellationToken cancellationToken
    ) =>
        entry.ReadAsync<IReadOnlyList<Node?>>(
            graph => [.. keys.Select(key => graph.Find(key) is >= 0 and var id ? graph.ReadNode(id) : null)],
            cancellationToken
        );

    public ValueTask<NodePage> FindNodesAsync(NodeQuery query, CancellationToken cancellationToken) =>
        entry.ReadAsync(graph => NodeSearch.Run(graph, query), cancellationToken);

    public ValueTask<NodeChanges> FindChangesAsync(string label, long? after, CancellationToken cancellationToken) =>
        entry.ReadAsync(graph => Changes(graph, label, after), cancellationToken);

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
                using var rows = file.Query("SELECT kind, name, count FROM counts WHERE count > 0 ORDER BY name", null);
                while (rows.Read())
                    counts[rows.GetInt32(0)][rows.GetString(1)] = rows.GetInt64(2);
                return new GraphStatistics(counts[0], counts[1], entry.StoredBytes());
            },
            new GraphStatistics(new Dictionary<string, long>(), new Dictionary<string, long>(), 0),
            cancellationToken
        );

    private static NodeChanges Changes(GraphMemory graph, string label, long? after)
    {
        var revision = graph.Changes.Revision;
        if (after is not { } known || known > revision)
            return new NodeChanges([], revision, false);
        var wanted = graph.Names.Find(label);
        var changed = graph
            .Changes.Since(known)
            .Where(node => graph.LabelOf(node) == wanted)
            .Take(NodeChanges.MaxNodes + 1)
            .ToList();
        return changed.Count > NodeChanges.MaxNodes
            ? new NodeChanges([], revision, false)
            : new NodeChanges([.. changed.Select(graph.ReadNode)], revision, true);
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
