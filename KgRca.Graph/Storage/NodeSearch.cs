using KgRca.Contracts.Graphs;

namespace KgRca.Graph.Storage;

/// <summary>
/// Pages of a label's nodes, by an index of a property where the query names one, else by the label's own.
/// </summary>
internal static class NodeSearch
{
    private const int MaxLimit = 10_000;

    public static NodePage Run(GraphMemory graph, NodeQuery query)
    {
        if (query.Limit is < 1 or > MaxLimit)
            throw new ArgumentOutOfRangeException(nameof(query), query.Limit, $"The limit must be 1 to {MaxLimit}.");
        var type =
            graph.TypeOf(query.Label)
            ?? throw new ArgumentException($"'{query.Label}' is no label of this graph.", nameof(query));
        if (type.TimeProperty is null && (query.From ?? query.To) is not null)
            throw new ArgumentException($"Nodes labelled {query.Label} have no time to range over.", nameof(query));
        var cursor = query.Cursor is null ? default((long Time, byte[] Key)?) : ParseCursor(query.Cursor);
        var where = query.Where ?? [];
        if (IndexFor(graph, type, where) is not { } index)
            return new NodePage([], null);
        var filters = where.Select(property => (Id: graph.Names.Find(property.Name), property.Value)).ToList();
        var wanted = query.Properties?.Select(graph.Names.Find).ToHashSet();
        var nodes = new List<Node>();
        var (last, bytes) = (-1, 0L);
        foreach (var entry in Entries(graph, index, query, cursor))
        {
            if (!Matches(graph, type, entry.Node, filters, where))
                continue;
            if (nodes.Count == query.Limit || bytes >= query.MaxBytes)
                return new NodePage(nodes, Cursor(graph, type, last));
            nodes.Add(graph.ReadNode(entry.Node, wanted));
            bytes += graph.PropertyBytes(entry.Node).Length;
            last = entry.Node;
        }
        return new NodePage(nodes, null);
    }

    private static OrderedIndex? IndexFor(GraphMemory graph, NodeType type, IReadOnlyList<Property> where)
    {
        var label = graph.Names.Find(type.Label);
        foreach (var (name, value) in where)
        {
            if (value.AsString is { } text && type.IndexedProperties.Contains(name))
                return graph.Names.Find(name) is >= 0 and var id ? graph.IndexOf(label, id, text) : null;
        }
        return graph.IndexOf(label);
    }

    private static IEnumerable<IndexEntry> Entries(
        GraphMemory graph,
        OrderedIndex index,
        NodeQuery query,
        (long Time, byte[] Key)? cursor
    )
    {
        var from = query.From?.ToUnixTimeMilliseconds() ?? long.MinValue;
        var to = query.To?.ToUnixTimeMilliseconds() ?? long.MaxValue;
        if (query.Descending)
        {
            foreach (
                var entry in index.Descending(entry =>
                    entry.Time < to && (cursor is not { } at || Compare(graph, entry, at) < 0)
                )
            )
            {
                if (entry.Time < from)
                    yield break;
                yield return entry;
            }
            yield break;
        }
        foreach (
            var entry in index.Ascending(entry =>
                entry.Time < from || cursor is { } at && Compare(graph, entry, at) <= 0
            )
        )
        {
            if (entry.Time >= to)
                yield break;
            yield return entry;
        }
    }

    private static int Compare(GraphMemory graph, IndexEntry entry, (long Time, byte[] Key) at) =>
        entry.Time != at.Time ? entry.Time.CompareTo(at.Time) : graph.KeyBytes(entry.Node).SequenceCompareTo(at.Key);

    private static bool Matches(
        GraphMemory graph,
        NodeType type,
        int node,
        List<(int Id, PropertyValue Value)> filters,
        IReadOnlyList<Property> where
    )
    {
        for (var i = 0; i < filters.Count; i++)
        {
            var value =
                where[i].Name == type.KeyProperty ? graph.KeyOf(node).Key
                : filters[i].Id < 0 ? default
                : PropertyCodec.Find(graph.PropertyBytes(node), filters[i].Id);
            if (value != filters[i].Value)
                return false;
        }
        return true;
    }

    private static string Cursor(GraphMemory graph, NodeType type, int node)
    {
        var time = type.TimeProperty is null
            ? 0
            : PropertyCodec.Find(graph.PropertyBytes(node), graph.Names.Find(type.TimeProperty)).AsInteger ?? 0;
        return PageCursor.Of(time, graph.KeyBytes(node));
    }

    private static (long, byte[]) ParseCursor(string cursor) =>
        PageCursor.TryParse(cursor, out var time, out var key)
            ? (time, key)
            : throw new FormatException("The cursor is not one that a page has given.");
}
