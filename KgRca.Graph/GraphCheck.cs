namespace KgRca.Graph;

/// <summary>Reads everything in a graph, to see whether it can be read.</summary>
public static class GraphCheck
{
    /// <summary>What is wrong with a graph; null where nothing is.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="labels">The labels of its nodes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async ValueTask<string?> FindDamageAsync(
        IGraphReader graph,
        IReadOnlyList<string> labels,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await graph.GetCheckpointsAsync(cancellationToken);
            foreach (var label in labels)
            await foreach (var _ in graph.ReadNodesAsync(new NodeQuery(label), cancellationToken)) { }
            var statistics = await graph.GetStatisticsAsync(cancellationToken);
            string[] types = [.. statistics.RelationshipsByType.Keys];
            await foreach (var _ in graph.ReadRelationshipsAsync(types, cancellationToken)) { }
            return null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // What is wrong shows in many ways where a property's bytes are not what was written.
            return exception.Message;
        }
    }
}
