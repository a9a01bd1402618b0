using KgRca.Api.Authentication;
using KgRca.Api.Http;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.Graph;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KgRca.Api.Resources;

/// <summary>A Kubernetes object.</summary>
/// <param name="Id"><c>{cluster}/{kind}/{namespace}/{name}</c>.</param>
/// <param name="Cluster">Its cluster.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Namespace">Its namespace; empty for a cluster-scoped object.</param>
/// <param name="Name">Its name.</param>
/// <param name="Uid">The uid of the object last seen under this name.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="ObservedAt">When it was last seen; absent if other objects name it but it was never seen.</param>
/// <param name="DeletedAt">When it was seen to be gone; absent while it exists.</param>
public sealed record ResourceAnswer(
    string Id,
    string Cluster,
    string Kind,
    string Namespace,
    string Name,
    string? Uid,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? ObservedAt,
    DateTimeOffset? DeletedAt
)
{
    internal static ResourceAnswer Of(Node node)
    {
        var resource = ResourceNode.From(node);
        return new ResourceAnswer(
            node.Key.Key,
            resource.Id.Cluster,
            resource.Id.Kind,
            resource.Id.Namespace,
            resource.Id.Name,
            resource.Uid,
            resource.CreatedAt,
            resource.ObservedAt,
            resource.DeletedAt
        );
    }
}

/// <summary>A page of objects, ordered by id.</summary>
/// <param name="Resources">The objects.</param>
/// <param name="NextCursor">Pass it as cursor to get the next page; absent on the last page.</param>
public sealed record ResourcePage(IReadOnlyList<ResourceAnswer> Resources, string? NextCursor);

/// <summary>The objects around an object.</summary>
/// <param name="Nodes">The objects, nearest first.</param>
/// <param name="Relationships">The relationships between them, up to 10,000.</param>
/// <param name="IsTruncated">Whether there are more objects within the depth, or relationships, than are
/// listed.</param>
public sealed record ResourceGraph(
    IReadOnlyList<ResourceAnswer> Nodes,
    IReadOnlyList<ResourceRelationship> Relationships,
    bool IsTruncated
);

/// <summary>A relationship between two objects.</summary>
/// <param name="Type">Its type, such as <c>RUNS_ON</c>.</param>
/// <param name="From">The id of the object it starts at.</param>
/// <param name="To">The id of the object it ends at.</param>
/// <param name="Calls">For <c>CALLS</c>: where it is known from, and recent call statistics; absent if they are not known.</param>
public sealed record ResourceRelationship(string Type, string From, string To, CallAnswer? Calls = null)
{
    internal static ResourceRelationship Of(Relationship relationship) =>
        new(relationship.Key.Type, relationship.Key.From.Key, relationship.Key.To.Key, CallAnswer.Of(relationship));
}

/// <summary>Where calls are known from, and recent statistics of them.</summary>
/// <param name="Source"><c>trace</c>, <c>mesh</c> or <c>declared</c>.</param>
/// <param name="Rate">Calls per second.</param>
/// <param name="ErrorRatio">The share of calls that failed, 0 to 1.</param>
/// <param name="LatencyP50Ms">The median latency in milliseconds.</param>
/// <param name="LatencyP95Ms">The 95th percentile of latency in milliseconds.</param>
public sealed record CallAnswer(
    string Source,
    double? Rate,
    double? ErrorRatio,
    double? LatencyP50Ms,
    double? LatencyP95Ms
)
{
    internal static CallAnswer? Of(Relationship relationship) =>
        TopologyRelationship.From(relationship)?.Calls is not { } calls
            ? null
            : new CallAnswer(
                WireNames.Of(calls.Source),
                calls.Rate,
                calls.ErrorRatio,
                calls.LatencyP50Ms,
                calls.LatencyP95Ms
            );
}

/// <summary><c>/resources</c>.</summary>
internal static class ResourceEndpoints
{
    private const int MaxNodes = 1_000;
    private static readonly RelationshipFilter Topology = new(
        Direction.Both,
        [.. Enum.GetValues<EdgeType>().Select(WireNames.Of)],
        NodeProperties: ResourceNode.Names.Short
    );

    public static void MapResources(this RouteGroupBuilder routes)
    {
        routes
            .MapGet("/resources", ListAsync)
            .WithName("ListResources")
            .WithSummary("List Kubernetes objects")
            .WithDescription("Deleted objects, and objects that others name but that were never seen, need state.")
            .RequireAuthorization(Policies.Read);
        routes
            .MapGet("/resources/graph", GetGraphAsync)
            .WithName("GetResourceGraph")
            .WithSummary("Get an object and the objects around it")
            .RequireAuthorization(Policies.Read);
    }

    private static async Task<Results<Ok<ResourcePage>, ValidationProblem>> ListAsync(
        [AsParameters] ResourceQuery request,
        Caller caller,
        IGraphReaders graphs,
        CancellationToken cancellationToken
    )
    {
        var where = new List<Property>();
        foreach (
            var (name, value) in (ReadOnlySpan<(string, string?)>)
                [
                    (ResourceNode.Names.Kind, request.Kind),
                    (ResourceNode.Names.Namespace, request.Namespace),
                    (ResourceNode.Names.Name, request.Name),
                ]
        )
            if (value is not null)
                where.Add(new Property(name, value));
        var query = new NodeQuery(
            GraphSchema.Resource,
            where,
            Limit: request.Limit,
            Cursor: request.Cursor,
            Properties: ResourceNode.Names.Short
        );
        try
        {
            var page = await GraphPages.ReadAsync(
                caller.Graph(graphs),
                query,
                node => IsIn(request.State, ResourceNode.From(node)),
                cancellationToken
            );
            return TypedResults.Ok(new ResourcePage([.. page.Nodes.Select(ResourceAnswer.Of)], page.NextCursor));
        }
        catch (FormatException)
        {
            return Problems.InvalidCursor();
        }
    }

    private static bool IsIn(string state, ResourceNode resource) =>
        state switch
        {
            ResourceQuery.Existing => resource.Exists,
            ResourceQuery.Deleted => resource.DeletedAt is not null,
            ResourceQuery.Referenced => resource is { ObservedAt: null, DeletedAt: null },
            _ => true,
        };

    private static async Task<Results<Ok<ResourceGraph>, ValidationProblem, ProblemHttpResult>> GetGraphAsync(
        [AsParameters] ResourceGraphQuery request,
        Caller caller,
        IGraphReaders graphs,
        CancellationToken cancellationToken
    )
    {
        var graph = await caller
            .Graph(graphs)
            .ExpandAsync(
                new NodeKey(GraphSchema.Resource, request.Id ?? ""),
                Topology,
                request.Depth,
                MaxNodes,
                cancellationToken
            );
        if (graph is null)
            return Problems.NotFound("resource");
        return TypedResults.Ok(
            new ResourceGraph(
                [.. graph.Nodes.Select(ResourceAnswer.Of)],
                [.. graph.Relationships.Select(ResourceRelationship.Of)],
                graph.IsTruncated
            )
        );
    }
}
