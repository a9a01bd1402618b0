using KgRca.Contracts.Graphs;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.Graph;
using KgRca.RootCause;
using KgRca.RootCause.Persistence;

namespace KgRca.GraphBuilder.Pipelines;

/// <summary>Rebuilds a tenant's engine from its graph.</summary>
internal static class EngineLoader
{
    private const int PageSize = 5_000;

    private static readonly string[] EdgeTypes = [.. Enum.GetValues<EdgeType>().Select(WireNames.Of)];

    private static readonly RelationshipFilter IncidentLinks = new(
        Direction.Incoming,
        [GraphSchema.SameIncident, GraphSchema.PotentialCause]
    );

    /// <summary>An engine that goes on where the one that wrote the graph stopped.</summary>
    public static async ValueTask<RootCauseEngine> LoadAsync(IGraph graph, CancellationToken cancellationToken)
    {
        var engine = new RootCauseEngine();
        if (
            await graph.FindNodeAsync(EngineNode.Key, cancellationToken) is not { } state
            || EngineState.WatermarkOf(state) is not { } watermark
        )
            return engine;
        var resources = await ReadAsync(graph, new NodeQuery(GraphSchema.Resource), cancellationToken);
        var edges = new List<Relationship>();
        await foreach (var edge in graph.ReadRelationshipsAsync(EdgeTypes, cancellationToken))
            edges.Add(edge);

        var from = watermark - EngineHorizon.Memory;
        var episodes = await ReadAsync(graph, new NodeQuery(GraphSchema.Episodic, From: from), cancellationToken);
        var active = await ReadAsync(
            graph,
            new NodeQuery(
                GraphSchema.Episodic,
                [new Property(EpisodicNode.Names.FindingState, EpisodicNode.Active)],
                To: from
            ),
            cancellationToken
        );
        episodes.AddRange(active);
        var incidents = (await ReadAsync(graph, new NodeQuery(GraphSchema.Incident), cancellationToken)).FindAll(
            incident =>
                incident[IncidentNode.Names.Status].AsString != IncidentNode.Merged
                && incident[IncidentNode.Names.LastErrorAt].AsTime >= from
        );
        var neighbours = await graph.GetNeighboursAsync(
            [.. incidents.Select(incident => incident.Key)],
            IncidentLinks,
            cancellationToken
        );
        var links = neighbours.SelectMany(found => found).Select(neighbour => neighbour.Relationship).ToList();
        var listings = await ReadAsync(graph, new NodeQuery(GraphSchema.Listing), cancellationToken);
        engine.Restore(new EngineState(state, watermark, resources, edges, episodes, incidents, links, listings));
        return engine;
    }

    /// <summary>All nodes of a query, whatever its limit.</summary>
    public static async ValueTask<List<Node>> ReadAsync(
        IGraph graph,
        NodeQuery query,
        CancellationToken cancellationToken
    )
    {
        var nodes = new List<Node>();
        for (string? cursor = null; ; )
        {
            var page = await graph.FindNodesAsync(query with { Limit = PageSize, Cursor = cursor }, cancellationToken);
            nodes.AddRange(page.Nodes);
            if ((cursor = page.NextCursor) is null)
                return nodes;
        }
    }
}
