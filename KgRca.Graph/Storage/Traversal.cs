using KgRca.Contracts.Graphs;

namespace KgRca.Graph.Storage;

/// <summary>Ways from node to node.</summary>
internal static class Traversal
{
    // Of a part of a graph: what it has, and what is looked at to find it.
    private const int MaxRelationships = 10_000;
    private const int MaxVisited = 200_000;

    public static IReadOnlyList<Neighbour> Neighbours(GraphMemory graph, NodeKey key, RelationshipFilter filter)
    {
        var node = graph.Find(key);
        if (node < 0)
            return [];
        var (types, wanted) = (TypeIds(graph, filter), WantedIds(graph, filter));
        var neighbours = new List<Neighbour>();
        foreach (var id in graph.RelationshipsOf(node, filter.Direction))
        {
            if (!IsWanted(graph, id, types, filter))
                continue;
            neighbours.Add(
                new Neighbour(graph.ReadRelationship(id), graph.ReadNode(OtherEnd(graph, id, node), wanted))
            );
            if (neighbours.Count == filter.Limit)
                break;
        }
        neighbours.Sort((left, right) => Compare(left.Relationship.Key, right.Relationship.Key));
        return neighbours;
    }

    public static Subgraph? Expand(
        GraphMemory graph,
        NodeKey key,
        RelationshipFilter filter,
        int depth,
        int maxNodes,
        CancellationToken cancellationToken
    )
    {
        var start = graph.Find(key);
        if (start < 0)
            return null;
        var types = TypeIds(graph, filter);
        var found = new Dictionary<int, int> { [start] = 0 };
        var order = new List<int> { start };
        var (isTruncated, visited) = (false, 0);
        for (var i = 0; i < order.Count && visited < MaxVisited; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var hops = found[order[i]];
            if (hops == depth)
                break;
            foreach (var id in graph.RelationshipsOf(order[i], filter.Direction))
            {
                if (++visited == MaxVisited)
                {
                    isTruncated = true;
                    break;
                }
                if (!IsWanted(graph, id, types, filter))
                    continue;
                var other = OtherEnd(graph, id, order[i]);
                if (found.ContainsKey(other))
                    continue;
                if (order.Count == maxNodes)
                {
                    isTruncated = true;
                    continue;
                }
                found.Add(other, hops + 1);
                order.Add(other);
            }
        }
        var relationships = order
            .SelectMany(node => graph.RelationshipsOf(node, Direction.Outgoing))
            .Take(MaxVisited)
            .Where(id => IsWanted(graph, id, types, filter) && found.ContainsKey(graph.RelationshipAt(id).To))
            .Take(MaxRelationships + 1)
            .Select(graph.ReadRelationship)
            .ToList();
        if (relationships.Count > MaxRelationships)
        {
            isTruncated = true;
            relationships.RemoveAt(MaxRelationships);
        }
        relationships.Sort((left, right) => Compare(left.Key, right.Key));
        var wanted = WantedIds(graph, filter);
        return new Subgraph([.. order.Select(node => graph.ReadNode(node, wanted))], relationships, isTruncated);
    }

    public static IReadOnlyList<Relationship>? Path(
        GraphMemory graph,
        NodeKey from,
        NodeKey to,
        RelationshipFilter filter,
        int depth,
        CancellationToken cancellationToken
    )
    {
        var (start, end) = (graph.Find(from), graph.Find(to));
        if (start < 0 || end < 0)
            return null;
        var types = TypeIds(graph, filter);
        var cameBy = new Dictionary<int, (int Relationship, int Node, int Hops)> { [start] = (-1, -1, 0) };
        var queue = new Queue<int>([start]);
        while (queue.TryDequeue(out var node) && node != end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var hops = cameBy[node].Hops;
            if (hops == depth)
                continue;
            foreach (var id in graph.RelationshipsOf(node, filter.Direction))
            {
                if (!IsWanted(graph, id, types, filter))
                    continue;
                var other = OtherEnd(graph, id, node);
                if (cameBy.TryAdd(other, (id, node, hops + 1)))
                    queue.Enqueue(other);
            }
        }
        if (!cameBy.ContainsKey(end))
            return null;
        var path = new List<Relationship>();
        for (var at = end; at != start; at = cameBy[at].Node)
            path.Add(graph.ReadRelationship(cameBy[at].Relationship));
        path.Reverse();
        return path;
    }

    /// <summary>Orders relationships by type, start and end.</summary>
    internal static int Compare(RelationshipKey left, RelationshipKey right)
    {
        var order = string.CompareOrdinal(left.Type, right.Type);
        if (order == 0)
            order = Compare(left.From, right.From);
        return order == 0 ? Compare(left.To, right.To) : order;
    }

    private static int Compare(NodeKey left, NodeKey right) =>
        string.CompareOrdinal(left.Label, right.Label) is var order && order != 0
            ? order
            : string.CompareOrdinal(left.Key, right.Key);

    private static int OtherEnd(GraphMemory graph, int relationship, int node)
    {
        ref readonly var slot = ref graph.RelationshipAt(relationship);
        return slot.From == node ? slot.To : slot.From;
    }

    private static bool IsWanted(GraphMemory graph, int id, HashSet<int>? types, RelationshipFilter filter)
    {
        if (types?.Contains(graph.RelationshipAt(id).Type) == false)
            return false;
        if (filter.Where is not { Count: > 0 } where)
            return true;
        var relationship = graph.ReadRelationship(id);
        return where.All(property => relationship[property.Name] == property.Value);
    }

    private static HashSet<int>? TypeIds(GraphMemory graph, RelationshipFilter filter) =>
        filter.Types?.Select(graph.Names.Find).ToHashSet();

    private static HashSet<int>? WantedIds(GraphMemory graph, RelationshipFilter filter) =>
        filter.NodeProperties?.Select(graph.Names.Find).ToHashSet();
}
