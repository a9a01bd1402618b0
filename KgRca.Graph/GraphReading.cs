using System.Runtime.CompilerServices;
using KgRca.Contracts.Graphs;

namespace KgRca.Graph;

/// <summary>Reads of more than a page, and of many nodes.</summary>
public static class GraphReading
{
    private const int PageSize = 5_000;
    private const int KeysAtOnce = 50;

    /// <summary>All nodes of a query, page by page, whatever its limit.</summary>
    public static async IAsyncEnumerable<Node> ReadNodesAsync(
        this IGraphReader graph,
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

    /// <summary>
    /// Nodes by their keys, in their order, a few at a time, so that a reader who stops early has read little more than
    /// it took; null for an absent one.
    /// </summary>
    public static async IAsyncEnumerable<Node?> ReadNodesAsync(
        this IGraphReader graph,
        IEnumerable<NodeKey> keys,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var some in keys.Chunk(KeysAtOnce))
        foreach (var node in await graph.GetNodesAsync(some, cancellationToken))
            yield return node;
    }
}
