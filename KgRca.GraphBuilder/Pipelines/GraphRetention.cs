using KgRca.Contracts.Graphs;
using KgRca.Graph;

namespace KgRca.GraphBuilder.Pipelines;

/// <summary>
/// Lets one tenant's graph forget. Ages count from the tenant's own event time, not from the clock, so that a replay of
/// old records is kept for as long as a replay of new ones.
/// </summary>
internal sealed class GraphRetention(OwnedGraph graph, TimeSpan retention, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private long? _lastTrim;

    /// <summary>Removes what is older than the retention, at most once an hour.</summary>
    public async ValueTask TrimAsync(DateTimeOffset? watermark, CancellationToken cancellationToken)
    {
        if (watermark is not { } now || _lastTrim is { } last && clock.GetElapsedTime(last) < Interval)
            return;
        var before = now - retention;
        await graph.TrimAsync(GraphSchema.Episodic, before, cancellationToken);
        await graph.TrimAsync(GraphSchema.Incident, before, cancellationToken);
        await graph.TrimAsync(GraphSchema.Feedback, before, cancellationToken);
        await RemoveDeletedResourcesAsync(before, cancellationToken);
        _lastTrim = clock.GetTimestamp();
    }

    private async ValueTask RemoveDeletedResourcesAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await graph.Reader.FindNodesAsync(
                new NodeQuery(GraphSchema.Resource, Limit: 1_000, Cursor: cursor),
                cancellationToken
            );
            var gone = page
                .Nodes.Where(node => node[ResourceNode.Names.DeletedAt].AsTime < before)
                .SelectMany(node =>
                    (GraphChange[])[new DeleteNode(node.Key), new DeleteNode(MemoryNode.KeyOf(node.Key))]
                )
                .ToList();
            if (gone.Count > 0)
                await graph.CommitAsync(gone, [], [], cancellationToken);
            cursor = page.NextCursor;
        } while (cursor is not null);
    }
}
