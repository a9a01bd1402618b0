using System.Data.Common;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Graph;
using KgRca.RootCause;
using KgRca.Tenancy.Clients;

namespace KgRca.GraphBuilder.Pipelines;

/// <summary>
/// Keeps tenants' graphs to as many episodes as their plans allow, by forgetting the oldest. What an engine may still
/// ask for stays.
/// </summary>
internal sealed class EpisodeQuota(ClientStore clients, Plans plans)
{
    // One look forgets no more, so that a pipeline goes on meanwhile.
    private const int MostAtOnce = 50_000;
    private const int PageSize = 10_000;

    /// <summary>Forgets the oldest episodes of a tenant that has too many.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="graph">Its graph.</param>
    /// <param name="now">The tenant's event time; null where it has none yet.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The time before which all were forgotten; null where none were.</returns>
    public async ValueTask<DateTimeOffset?> EnforceAsync(
        TenantId tenant,
        OwnedGraph graph,
        DateTimeOffset? now,
        CancellationToken cancellationToken
    )
    {
        if (now is not { } watermark)
            return null;
        var statistics = await graph.Reader.GetStatisticsAsync(cancellationToken);
        var held = statistics.NodesByLabel.GetValueOrDefault(GraphSchema.Episodic);
        // Most tenants have less than any plan allows, and then nobody need be asked for theirs.
        if (held <= plans.Of(Plan.Free).Episodes || await LimitOfAsync(tenant, cancellationToken) is not { } limit)
            return null;
        if (held <= limit)
            return null;
        var before = await TimeOfAsync(graph.Reader, Math.Min(held - limit, MostAtOnce), cancellationToken);
        var kept = watermark - EngineHorizon.Memory;
        before = before < kept ? before : kept;
        return await graph.TrimAsync(GraphSchema.Episodic, before, cancellationToken) > 0 ? before : null;
    }

    /// <summary>The time that so many episodes lie before.</summary>
    private static async ValueTask<DateTimeOffset> TimeOfAsync(
        IGraphReader graph,
        long count,
        CancellationToken cancellationToken
    )
    {
        var time = DateTimeOffset.MinValue;
        string? cursor = null;
        do
        {
            var page = await graph.FindNodesAsync(
                new NodeQuery(
                    GraphSchema.Episodic,
                    Limit: (int)Math.Min(PageSize, count),
                    Cursor: cursor,
                    Properties: [EpisodicNode.Names.EventTime]
                ),
                cancellationToken
            );
            if (page.Nodes.Count > 0)
                time = page.Nodes[^1][EpisodicNode.Names.EventTime].AsTime ?? time;
            (count, cursor) = (count - page.Nodes.Count, page.NextCursor);
        } while (count > 0 && cursor is not null);
        return time == DateTimeOffset.MinValue ? time : time.AddMilliseconds(1);
    }

    private async ValueTask<long?> LimitOfAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        try
        {
            return await clients.FindAsync(tenant, cancellationToken) is { } client
                ? plans.Of(client.Plan).Episodes
                : null;
        }
        catch (DbException)
        {
            // The client database is away; the next look asks again.
            return null;
        }
    }
}
