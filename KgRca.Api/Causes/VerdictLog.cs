using System.Text;
using System.Text.Json;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.EventLog;
using KgRca.Graph;
using KgRca.Provisioning;

namespace KgRca.Api.Causes;

/// <summary>
/// Brings operators' verdicts into the log, by which they come into the graph as everything does.
/// </summary>
internal sealed class VerdictLog(
    IEventLog log,
    IGraphReaders graphs,
    ClientProvisioner provisioner,
    VerdictMetrics metrics
)
{
    /// <summary>Appends a verdict, and returns once it is durable.</summary>
    /// <returns>False for a client that was deleted meanwhile.</returns>
    public async Task<bool> AppendAsync(TenantId tenant, CauseVerdict verdict, CancellationToken cancellationToken)
    {
        AppendRecord[] records =
        [
            new(
                new TopicName(tenant, DataTopic.Feedback).ToString(),
                Encoding.UTF8.GetBytes(verdict.Key),
                JsonSerializer.SerializeToUtf8Bytes(verdict, WireJson.Default.CauseVerdict)
            ),
        ];
        try
        {
            await log.AppendAsync(records, cancellationToken);
        }
        catch (UnknownTopicException)
        {
            // The client is of a version without this topic, or it is being deleted.
            if (!await provisioner.EnsureAsync(tenant, cancellationToken))
                return false;
            await log.AppendAsync(records, cancellationToken);
        }
        metrics.Judged(
            tenant,
            verdict.IncidentId,
            await StoredAsync(tenant, verdict.IncidentId, cancellationToken),
            FeedbackNode.Of(verdict)
        );
        return true;
    }

    private async Task<IReadOnlyList<FeedbackNode>> StoredAsync(
        TenantId tenant,
        string incidentId,
        CancellationToken cancellationToken
    )
    {
        var page = await graphs
            .Open(tenant.GraphDatabase)
            .FindNodesAsync(
                new NodeQuery(GraphSchema.Feedback, [new Property(FeedbackNode.Names.IncidentId, incidentId)]),
                cancellationToken
            );
        return [.. page.Nodes.Select(FeedbackNode.From)];
    }
}
