using KgRca.Api.Authentication;
using KgRca.Api.Causes;
using KgRca.Api.Documentation;
using KgRca.Api.Http;
using KgRca.Contracts.Graphs;
using KgRca.Graph;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KgRca.Api.Incidents;

/// <summary><c>/incidents</c>.</summary>
internal static class IncidentEndpoints
{
    private const int MaxErrors = 1_000;
    private const int ScanPage = 200;
    private static readonly RelationshipFilter Errors = new(Direction.Incoming, [GraphSchema.SameIncident]);

    public static void MapIncidents(this RouteGroupBuilder routes)
    {
        routes
            .MapGet("/incidents", ListAsync)
            .WithName("ListIncidents")
            .WithSummary("Lists incidents, the latest first")
            .WithDescription("Merged incidents are left out unless status=merged asks for them.")
            .RequireAuthorization(Policies.Read)
            .WithParameters(
                ("status", "open, closed or merged"),
                ("severity", "error or critical"),
                ("namespace", "A namespace that has an object in error"),
                ("from", "The earliest begin, inclusive, RFC 3339"),
                ("to", "The latest begin, exclusive, RFC 3339"),
                ("limit", "1 to 500, 50 by default"),
                ("cursor", "next_cursor of the page before")
            );
        routes
            .MapGet("/incidents/{id}", GetAsync)
            .WithName("GetIncident")
            .WithSummary("An incident with its errors and causes")
            .RequireAuthorization(Policies.Read);
    }

    private static async Task<Results<Ok<IncidentPage>, ValidationProblem>> ListAsync(
        HttpRequest request,
        Caller caller,
        IGraphStore graphs,
        CancellationToken cancellationToken
    )
    {
        var parameters = new Parameters(request.Query);
        var status = parameters.OneOf("status", "open", "closed", "merged");
        var severity = parameters.OneOf("severity", "error", "critical");
        var @namespace = parameters.Text("namespace");
        var limit = parameters.Number("limit", 50, 1, 500);
        var query = new NodeQuery(
            GraphSchema.Incident,
            status is null ? null : [new Property("status", status)],
            parameters.Time("from"),
            parameters.Time("to"),
            Descending: true,
            Limit: ScanPage,
            Cursor: parameters.Text("cursor")
        );
        if (parameters.Errors.Count > 0)
            return TypedResults.ValidationProblem(parameters.Errors, title: "The request is not valid");
        try
        {
            return TypedResults.Ok(
                await ReadPageAsync(
                    caller.Graph(graphs),
                    query,
                    limit,
                    node =>
                        (status is not null || node["status"].AsString != "merged")
                        && (severity is null || node["severity"].AsString == severity)
                        && (@namespace is null || IsIn(node, @namespace)),
                    cancellationToken
                )
            );
        }
        catch (FormatException)
        {
            return Parameters.InvalidCursor();
        }
    }

    /// <summary>
    /// Reads until a page is full. The cursor of a page is that of its last incident, asked for one by one where the
    /// filter drops some.
    /// </summary>
    private static async Task<IncidentPage> ReadPageAsync(
        IGraph graph,
        NodeQuery query,
        int limit,
        Func<Node, bool> isWanted,
        CancellationToken cancellationToken
    )
    {
        var incidents = new List<IncidentAnswer>(limit);
        for (var cursor = query.Cursor; ; )
        {
            var page = await graph.FindNodesAsync(
                query with
                {
                    Cursor = cursor,
                    Limit = Math.Min(ScanPage, limit - incidents.Count),
                },
                cancellationToken
            );
            incidents.AddRange(page.Nodes.Where(isWanted).Select(IncidentAnswer.Of));
            if (page.NextCursor is null || incidents.Count == limit)
                return new IncidentPage(incidents, page.NextCursor);
            cursor = page.NextCursor;
        }
    }

    private static bool IsIn(Node incident, string @namespace) =>
        incident["resource_ids"].AsStrings?.Any(id => id.Split('/') is [_, _, var own, ..] && own == @namespace)
        == true;

    private static async Task<Results<Ok<IncidentDetail>, ProblemHttpResult>> GetAsync(
        string id,
        Caller caller,
        IGraphStore graphs,
        CancellationToken cancellationToken
    )
    {
        var graph = caller.Graph(graphs);
        var key = new NodeKey(GraphSchema.Incident, id);
        if (await graph.FindNodeAsync(key, cancellationToken) is not { } incident)
            return Problems.NotFound("incident");
        var errors = await graph.GetNeighboursAsync(key, Errors, cancellationToken);
        return TypedResults.Ok(
            new IncidentDetail(
                IncidentAnswer.Of(incident),
                [
                    .. errors
                        .Select(error => EpisodeAnswer.Of(error.Node))
                        .OrderBy(error => error.EventTime)
                        .ThenBy(error => error.EventId, StringComparer.Ordinal)
                        .Take(MaxErrors),
                ],
                await CauseReader.ReadAsync(graph, key, cancellationToken)
            )
        );
    }
}
