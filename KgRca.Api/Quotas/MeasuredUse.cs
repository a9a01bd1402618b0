using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.Graph;

namespace KgRca.Api.Quotas;

/// <summary>What a client holds.</summary>
/// <param name="Resources">Objects in its graph.</param>
/// <param name="WaitingResources">Records of objects that are not in the graph yet.</param>
/// <param name="Episodes">Events, log lines, alerts and findings in its graph.</param>
/// <param name="StoredBytes">Bytes of its graph and its topics on disk.</param>
internal sealed record MeasuredUse(long Resources, long WaitingResources, long Episodes, long StoredBytes)
{
    /// <summary>Measures it.</summary>
    public static async Task<MeasuredUse> OfAsync(
        TenantId client,
        IGraphReader graph,
        IEventLog log,
        CancellationToken cancellationToken
    )
    {
        var statistics = await graph.GetStatisticsAsync(cancellationToken);
        var bytes = statistics.StoredBytes;
        foreach (var topic in Enum.GetValues<DataTopic>())
            bytes += await StoredBytesAsync(log, new TopicName(client, topic).ToString(), cancellationToken);
        return new MeasuredUse(
            statistics.NodesByLabel.GetValueOrDefault(GraphSchema.Resource),
            await WaitingAsync(client, graph, log, cancellationToken),
            statistics.NodesByLabel.GetValueOrDefault(GraphSchema.Episodic),
            bytes
        );
    }

    private static async Task<long> WaitingAsync(
        TenantId client,
        IGraphReader graph,
        IEventLog log,
        CancellationToken cancellationToken
    )
    {
        var done = (await graph.GetCheckpointsAsync(cancellationToken)).ToDictionary(
            checkpoint => new TopicPartition(checkpoint.Topic, checkpoint.Partition),
            checkpoint => checkpoint.Offset
        );
        var ends = await log.GetEndOffsetsAsync(
            [new TopicName(client, DataTopic.Resources).ToString()],
            cancellationToken
        );
        return ends.Sum(end => Math.Max(0, end.Offset - done.GetValueOrDefault(end.Partition)));
    }

    private static async Task<long> StoredBytesAsync(IEventLog log, string topic, CancellationToken cancellationToken)
    {
        try
        {
            return await log.GetStoredBytesAsync(topic, cancellationToken);
        }
        catch (UnknownTopicException)
        {
            return 0;
        }
    }
}
