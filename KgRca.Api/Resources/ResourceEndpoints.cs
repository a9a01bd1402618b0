using KgRca.Api.Authentication;
using KgRca.Api.Documentation;
using KgRca.Api.Http;
using KgRca.Api.Incidents;
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
/// <param name="Uid">The incarnation last seen.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="ObservedAt">When it was last seen; absent while it is only known by name.</param>
/// <param name="DeletedAt">When it was seen to be gone.</param>
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
    internal static ResourceAnswer Of(Node node) =>
        new(
            node.Key.Key,
            node["cluster"].AsString ?? "",
            node["kind"].AsString ?? "",
            node["namespace"].AsString ?? "",
            node["name"].AsString ?? "",
            node["uid"].AsString,
            Times.Of(node["created_at"]),
            Times.Of(node["observed_at"]),
            Times.Of(node["deleted_at"])
        );
}

/// <summary>A page of objects, ordered by id.</summary>
/// <param name="Resources">The objects.</param>
/// <param name="NextCursor">Asks for the next page; absent on the last one.</param>
public sealed record ResourcePage(IReadOnlyList<ResourceAnswer> Resources, string? NextCursor);

/// <summary>An object's surroundings.</summary>
/// <param name="Nodes">The objects, nearest first.</param>
/// <param name="Relationships">What joins them.</param>
/// <param name="IsTruncated">Whether more objects lie within the depth than are listed.</param>
public sealed record ResourceGraph(
    IReadOnlyList<ResourceAnswer> Nodes,
    IReadOnlyList<ResourceRelationship> Relationships,
    bool IsTruncated
);

/// <summary>A relationship between two objects.</summary>
/// <param name="Type">Its type, such as <c>RUNS_ON</c>.</param>
/// <param name="From">The id of the object where it begins.</param>
/// <param name="To">The id of the object where it ends.</param>
/// <param name="Calls">How a <c>CALLS</c> relationship is known and went of late; absent where nobody says.</param>
public sealed record ResourceRelationship(string Type, string From, string To, CallAnswer? Calls = null)
{
    internal static ResourceRelationship Of(Relationship relationship) =>
        new(relationship.Key.Type, relationship.Key.From.Key, relationship.Key.To.Key, CallAnswer.Of(relationship));
}

/// <summary>How calls are known, and how they went of late.</summary>
/// <param name="Source"><c>trace</c>, <c>mesh</c> or <c>declared</c>.</param>
/// <param name="Rate">Calls a second that were seen.</param>
/// <param name="ErrorRatio">The part of them that failed, 0 to 1.</param>
/// <param name="LatencyP50Ms">The median duration in milliseconds.</param>
/// <param name="LatencyP95Ms">The duration in milliseconds that 95 of 100 calls did not exceed.</param>
public sealed record CallAnswer(
    string Source,
    double? Rate,
    double? ErrorRatio,
    double? LatencyP50Ms,
    double? LatencyP95Ms
)
{
    internal static CallAnswer? Of(Relationship calls) =>
        calls["source"].AsString is not { } source
            ? null
            : new CallAnswer(
                source,
                calls["rate"].AsFloat,
                calls["error_ratio"].AsFloat,
                calls["latency_p50_ms"].AsFloat,
                calls["latency_p95_ms"].AsFloat
            );
}

/// <summary><c>/resources</c>.</summary>
internal static class ResourceEndpoints
{
    private const int MaxNodes = 1_000;
    private static readonly RelationshipFilter Topology = new(
        Direction.Both,
        [.. Enum.GetValues<EdgeType>().Select(WireNames.Of)]
    );

    public static void MapResources(this RouteGroupBuilder routes)
    {
        routes
            .MapGet("/resources", ListAsync)
            .WithName("ListResources")
            .WithSummary("Lists Kubernetes objects")
            .RequireAuthorization(Policies.Read)
            .WithParameters(
                ("kind", "A Kubernetes kind, such as Pod"),
                ("namespace", "A namespace"),
                ("name", "An object's name"),
                ("limit", "1 to 1000, 100 by default"),
                ("cursor", "next_cursor of the page before")
            );
        routes
            .MapGet("/resources/graph", GetGraphAsync)
            .WithName("GetResourceGraph")
            .WithSummary("An object and what surrounds it")
            .RequireAuthorization(Policies.Read)
            .WithParameters(("id", "The object's id"), ("depth", "Hops, 0 to 5, 1 by default"));
    }

    private static async Task<Results<Ok<ResourcePage>, ValidationProblem>> ListAsync(
        HttpRequest request,
        Caller caller,
        IGraphStore graphs,
        CancellationToken cancellationToken
    )
    {
        var parameters = new Parameters(request.Query);
        var where = new List<Property>();
        foreach (var name in (string[])["kind", "namespace", "name"])
            if (parameters.Text(name) is { } text)
                where.Add(new Property(name, text));
        var query = new NodeQuery(
            GraphSchema.Resource,
            where,
            Limit: parameters.Number("limit", 100, 1, 1_000),
            Cursor: parameters.Text("cursor")
        );
        if (parameters.Errors.Count > 0)
            return TypedResults.ValidationProblem(parameters.Errors, title: "The request is not valid");
        try
        {
            var page = await caller.Graph(graphs).FindNodesAsync(query, cancellationToken);
            return TypedResults.Ok(new ResourcePage([.. page.Nodes.Select(ResourceAnswer.Of)], page.NextCursor));
        }
        catch (FormatException)
        {
            return Parameters.InvalidCursor();
        }
    }

    private static async Task<Results<Ok<ResourceGraph>, ValidationProblem, ProblemHttpResult>> GetGraphAsync(
        HttpRequest request,
        Caller caller,
        IGraphStore graphs,
        CancellationToken cancellationToken
    )
    {
        var parameters = new Parameters(request.Query);
        var id = parameters.Required("id");
        var depth = parameters.Number("depth", 1, 0, 5);
        if (parameters.Errors.Count > 0)
            return TypedResults.ValidationProblem(parameters.Errors, title: "The request is not valid");
        var graph = await caller
            .Graph(graphs)
            .ExpandAsync(new NodeKey(GraphSchema.Resource, id), Topology, depth, MaxNodes, cancellationToken);
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
