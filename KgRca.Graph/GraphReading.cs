using System.Runtime.CompilerServices;
using KgRca.Contracts.Graphs;

namespace KgRca.Graph;

/// <summary>Reads of more than a page.</summary>
public static class GraphReading
{
    private const int PageSize = 5_000;

    /// <summary>All nodes of a query, page by page, whatever its limit.</summary>
    public static async IAsyncEnumerable<Node> ReadNodesAsync(
        this IGraph graph,
        NodeQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var cursor = query.Cursor;
        do
        {
            var page = await graph.FindNodesAsync(query with { Limit = PageSize, Cursor = cursor }, cancellationToken);
            foreach (var node in page.Nodes)
                yield return node;
            cursor = page.NextCursor;
        } while (cursor is not null);
    }
}
