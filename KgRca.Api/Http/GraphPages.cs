using KgRca.Contracts.Graphs;
using KgRca.Graph;

namespace KgRca.Api.Http;

/// <summary>Pages of nodes that a filter lets through.</summary>
internal static class GraphPages
{
    private const int ScanPage = 200;

    /// <summary>
    /// Reads until a page is full. Its cursor is that of its last node, since the reads get smaller as it fills.
    /// </summary>
    /// <exception cref="FormatException">The cursor is not one that a page has returned.</exception>
    public static async Task<NodePage> ReadAsync(
        IGraph graph,
        NodeQuery query,
        Func<Node, bool> isWanted,
        CancellationToken cancellationToken
    )
    {
        var nodes = new List<Node>(query.Limit);
        for (var cursor = query.Cursor; ; )
        {
            var page = await graph.FindNodesAsync(
                query with
                {
                    Cursor = cursor,
                    Limit = Math.Min(ScanPage, query.Limit - nodes.Count),
                },
                cancellationToken
            );
            nodes.AddRange(page.Nodes.Where(isWanted));
            if (page.NextCursor is null || nodes.Count == query.Limit)
                return new NodePage(nodes, page.NextCursor);
            cursor = page.NextCursor;
        }
    }
}
