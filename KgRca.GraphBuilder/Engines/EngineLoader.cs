using KgRca.Contracts.Graphs;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.Graph;
using KgRca.RootCause;
using KgRca.RootCause.Persistence;

namespace KgRca.GraphBuilder.Engines;

/// <summary>Rebuilds a tenant's engines from its graph.</summary>
internal static class EngineLoader
{
    private static readonly string[] EdgeTypes = [.. Enum.GetValues<EdgeType>().Select(WireNames.Of)];

    private static readonly RelationshipFilter IncidentLinks = new(
        Direction.Incoming,
        [GraphSchema.SameIncident, GraphSchema.PotentialCause]
    );

    /// <summary>Engines that go on where those that wrote the graph stopped.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="latest">When the next record came into the log: no cluster's time can be later, so one that is was
    /// set by a wrong clock and is put back. Null where nothing is known of it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async ValueTask<ClusterEngines> LoadAsync(
        IGraphReader graph,
        DateTimeOffset? latest,
        CancellationToken cancellationToken
    )
    {
        var engines = new ClusterEngines();
        var nodes = await ReadAsync(graph, new NodeQuery(GraphSchema.Engine), cancellationToken);
        engines.Clocks.Restore(nodes);
        engines.Seen.Restore(nodes);
        engines.Learn(await ReadAsync(graph, new NodeQuery(GraphSchema.Feedback), cancellationToken));
        var states = nodes
            .Where(node => EngineState.WatermarkOf(node) is not null)
            .ToDictionary(node => EngineNode.ClusterOf(node.Key), StringComparer.Ordinal);
        if (states.Count == 0)
            return engines;
        var resources = await ReadResourcesAsync(graph, engines, cancellationToken);
        var parts = await ReadPartsAsync(graph, states, resources, latest, cancellationToken);
        foreach (var (name, part) in parts.OrderBy(part => part.Key, StringComparer.Ordinal))
        {
            var engine = ClusterEngines.Create(name);
            engine.Restore(part);
            engines.Add(name, engine);
        }
        return engines;
    }

    /// <summary>All nodes of a query, whatever its limit.</summary>
    private static ValueTask<List<Node>> ReadAsync(
        IGraphReader graph,
        NodeQuery query,
        CancellationToken cancellationToken
    ) => graph.ReadNodesAsync(query, cancellationToken).ToListAsync(cancellationToken);

    private static async ValueTask<List<Node>> ReadResourcesAsync(
        IGraphReader graph,
        ClusterEngines engines,
        CancellationToken cancellationToken
    )
    {
        var memories = (await ReadAsync(graph, new NodeQuery(GraphSchema.Memory), cancellationToken)).ToDictionary(
            node => node.Key
        );
        var resources = await ReadAsync(graph, new NodeQuery(GraphSchema.Resource), cancellationToken);
        engines.Moves.AddRange(resources.SelectMany(MemoryNode.Separate));
        return
        [
            .. resources.Select(node => MemoryNode.Join(node, memories.GetValueOrDefault(MemoryNode.KeyOf(node.Key)))),
        ];
    }

    private static async ValueTask<Dictionary<string, EngineState>> ReadPartsAsync(
        IGraphReader graph,
        Dictionary<string, Node> states,
        IReadOnlyList<Node> resources,
        DateTimeOffset? latest,
        CancellationToken cancellationToken
    )
    {
        var names = new EngineNames(states, resources);
        var parts = names.All.ToDictionary(
            name => name,
            name => new Part(names.StateOf(name), latest),
            StringComparer.Ordinal
        );
        foreach (var resource in resources)
            parts[names.Of(resource.Key.Key)].Resources.Add(resource);
        await foreach (var edge in graph.ReadRelationshipsAsync(EdgeTypes, cancellationToken))
            parts[names.Of(edge.Key.From.Key)].Edges.Add(edge);
        foreach (var listing in await ReadAsync(graph, new NodeQuery(GraphSchema.Listing), cancellationToken))
            parts[names.OfCluster(ListingNode.From(listing).Cluster)].Listings.Add(listing);
        await ReadEpisodesAsync(graph, names, parts, cancellationToken);
        await ReadIncidentsAsync(graph, names, parts, cancellationToken);
        return parts.ToDictionary(part => part.Key, part => part.Value.ToState(), StringComparer.Ordinal);
    }

    private static async ValueTask ReadEpisodesAsync(
        IGraphReader graph,
        EngineNames names,
        Dictionary<string, Part> parts,
        CancellationToken cancellationToken
    )
    {
        var from = parts.Values.Min(part => part.From);
        var recent = await ReadAsync(graph, new NodeQuery(GraphSchema.Episodic, From: from), cancellationToken);
        var active = await ReadAsync(
            graph,
            new NodeQuery(
                GraphSchema.Episodic,
                [new Property(EpisodicNode.Names.FindingState, EpisodicNode.Active)],
                To: from
            ),
            cancellationToken
        );
        foreach (var episode in recent.Concat(active))
        {
            var stored = EpisodicNode.From(episode);
            var part = parts[names.Of(stored.ResourceId)];
            if (stored.EventTime >= part.From || stored.FindingState == EpisodicNode.Active)
                part.Episodes.Add(episode);
        }
    }

    private static async ValueTask ReadIncidentsAsync(
        IGraphReader graph,
        EngineNames names,
        Dictionary<string, Part> parts,
        CancellationToken cancellationToken
    )
    {
        foreach (var incident in await ReadAsync(graph, new NodeQuery(GraphSchema.Incident), cancellationToken))
        {
            if (incident[IncidentNode.Names.Status].AsString == IncidentNode.Merged)
                continue;
            var part = parts[names.Of(IncidentNode.From(incident).ResourceIds is [var first, ..] ? first : null)];
            if (incident[IncidentNode.Names.LastErrorAt].AsTime >= part.From)
                part.Incidents.Add(incident);
        }
        foreach (var part in parts.Values)
        {
            var neighbours = await graph.GetNeighboursAsync(
                [.. part.Incidents.Select(incident => incident.Key)],
                IncidentLinks,
                cancellationToken
            );
            part.Links.AddRange(neighbours.SelectMany(found => found).Select(neighbour => neighbour.Relationship));
        }
    }

    /// <summary>What one engine is rebuilt from, as it is read.</summary>
    private sealed class Part(Node state, DateTimeOffset? latest)
    {
        private readonly DateTimeOffset _watermark = Believed(
            EngineState.WatermarkOf(state) ?? DateTimeOffset.MinValue,
            latest
        );

        public DateTimeOffset From => _watermark - EngineHorizon.Memory;

        public List<Node> Resources { get; } = [];

        public List<Relationship> Edges { get; } = [];

        public List<Node> Episodes { get; } = [];

        public List<Node> Incidents { get; } = [];

        public List<Relationship> Links { get; } = [];

        public List<Node> Listings { get; } = [];

        public EngineState ToState() => new(state, _watermark, Resources, Edges, Episodes, Incidents, Links, Listings);

        private static DateTimeOffset Believed(DateTimeOffset watermark, DateTimeOffset? latest) =>
            latest is { } arrival && watermark - arrival > RecordTimes.Tolerance ? arrival : watermark;
    }
}
