using KgRca.EventLog;
using KgRca.Graph;

namespace KgRca.GraphBuilder.Pipelines;

/// <summary>The log's positions that a graph holds.</summary>
internal static class GraphCheckpoints
{
    /// <summary>The first offset of each partition that is not yet part of the graph.</summary>
    public static async ValueTask<Dictionary<TopicPartition, long>> ReadAsync(
        IGraph graph,
        CancellationToken cancellationToken
    ) =>
        (await graph.GetCheckpointsAsync(cancellationToken)).ToDictionary(
            checkpoint => new TopicPartition(checkpoint.Topic, checkpoint.Partition),
            checkpoint => checkpoint.Offset
        );
}
