using KgRca.Api.Authentication;
using KgRca.Api.Quotas;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.Graph;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KgRca.Api.Statistics;

/// <summary>What the platform stores for a client.</summary>
/// <param name="Nodes">Nodes in its graph, by label.</param>
/// <param name="Relationships">Relationships in its graph, by type.</param>
/// <param name="OpenIncidents">Open incidents, counted up to 1,000.</param>
/// <param name="StoredBytes">Bytes of its graph on disk.</param>
/// <param name="Lag">Accepted records that are not in the graph yet.</param>
/// <param name="DeadLetters">Bytes in its dead-letter topic.</param>
/// <param name="Quotas">How much of each quota of its plan is used.</param>
public sealed record StatisticsAnswer(
    IReadOnlyDictionary<string, long> Nodes,
    IReadOnlyDictionary<string, long> Relationships,
    int OpenIncidents,
    long StoredBytes,
    long Lag,
    long DeadLetters,
    IReadOnlyList<QuotaUse> Quotas
);

/// <summary><c>/stats</c>.</summary>
internal static class StatisticsEndpoints
{
    private const int MaxIncidents = 1_000;

    public static void MapStatistics(this RouteGroupBuilder routes) =>
        routes
            .MapGet("/stats", GetAsync)
            .WithName("GetStatistics")
            .WithSummary("Get counts and sizes of the client's data")
            .RequireAuthorization(Policies.Read);

    private static async Task<Ok<StatisticsAnswer>> GetAsync(
        Caller caller,
        IGraphReaders graphs,
        IEventLog log,
        QuotaReader quotas,
        CancellationToken cancellationToken
    )
    {
        var graph = caller.Graph(graphs);
        var statistics = await graph.GetStatisticsAsync(cancellationToken);
        var open = await graph.FindNodesAsync(
            new NodeQuery(
                GraphSchema.Incident,
                [new Property(IncidentNode.Names.Status, IncidentNode.Open)],
                Limit: MaxIncidents,
                Properties: []
            ),
            cancellationToken
        );
        var checkpoints = (await graph.GetCheckpointsAsync(cancellationToken)).ToDictionary(
            checkpoint => new TopicPartition(checkpoint.Topic, checkpoint.Partition),
            checkpoint => checkpoint.Offset
        );
        var ends = await log.GetEndOffsetsAsync(
            [.. TopicName.GraphInputs.Select(topic => new TopicName(caller.Tenant, topic).ToString())],
            cancellationToken
        );
        return TypedResults.Ok(
            new StatisticsAnswer(
                statistics
                    .NodesByLabel.Where(nodes => !GraphSchema.PrivateLabels.Contains(nodes.Key))
                    .ToDictionary(nodes => nodes.Key, nodes => nodes.Value),
                statistics.RelationshipsByType,
                open.Nodes.Count,
                statistics.StoredBytes,
                ends.Sum(end => Math.Max(0, end.Offset - checkpoints.GetValueOrDefault(end.Partition))),
                await DeadLetterBytesAsync(caller, log, cancellationToken),
                await quotas.ReadAsync(caller.Tenant, caller.Client.Plan, cancellationToken)
            )
        );
    }

    private static async Task<long> DeadLetterBytesAsync(
        Caller caller,
        IEventLog log,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await log.GetStoredBytesAsync(
                new TopicName(caller.Tenant, DataTopic.DeadLetter).ToString(),
                cancellationToken
            );
        }
        catch (UnknownTopicException)
        {
            return 0;
        }
    }
}
