using KgRca.Contracts.Graphs;
using KgRca.Graph;

namespace KgRca.Api.Http;

/// <summary>Pages of nodes that a filter lets through.</summary>
internal static class GraphPages
{
    private const int ScanPage = 200;

    // So that a filter which lets nothing through costs a request no more than this.
    private const int MaxScanned = 10_000;

    /// <summary>
    /// Reads until a page is full, has the query's bytes, or <see cref="MaxScanned"/> nodes were looked at. Its cursor
    /// is that of its last node, since the reads get smaller as it fills.
    /// </summary>
    /// <exception cref="FormatException">The cursor is not one that a page has returned.</exception>
    public static async Task<NodePage> ReadAsync(
        IGraphReader graph,
        NodeQuery query,
        Func<Node, bool> isWanted,
        CancellationToken cancellationToken
    )
    {
        var nodes = new List<Node>(query.Limit);
        var scanned = 0;
        for (var cursor = query.Cursor; ; )
        {
            var asked = Math.Min(ScanPage, query.Limit - nodes.Count);
            var page = await graph.FindNodesAsync(query with { Cursor = cursor, Limit = asked }, cancellationToken);
            scanned += page.Nodes.Count;
            nodes.AddRange(page.Nodes.Where(isWanted));
            var isFull = nodes.Count == query.Limit || nodes.Count > 0 && page.Nodes.Count < asked;
            if (page.NextCursor is null || isFull || scanned >= MaxScanned)
                return new NodePage(nodes, page.NextCursor);
            cursor = page.NextCursor;
        }
    }
}
