using KgRca.Api.Authentication;
using KgRca.Api.Causes;
using KgRca.Api.Http;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Graph;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KgRca.Api.Incidents;

/// <summary><c>/incidents</c>.</summary>
internal static class IncidentEndpoints
{
    private const int MaxErrors = 1_000;
    private static readonly RelationshipFilter Errors = new(Direction.Incoming, [GraphSchema.SameIncident]);

    public static void MapIncidents(this RouteGroupBuilder routes)
    {
        routes
            .MapGet("/incidents", ListAsync)
            .WithName("ListIncidents")
            .WithSummary("List incidents, latest first")
            .WithDescription("Merged incidents are left out unless you ask for status=merged.")
            .RequireAuthorization(Policies.Read);
        routes
            .MapGet("/incidents/{id}", GetAsync)
            .WithName("GetIncident")
            .WithSummary("Get an incident with its errors and causes")
            .RequireAuthorization(Policies.Read);
    }

    private static async Task<Results<Ok<IncidentPage>, ValidationProblem>> ListAsync(
        [AsParameters] IncidentQuery request,
        Caller caller,
        IGraphStore graphs,
        CancellationToken cancellationToken
    )
    {
        var query = new NodeQuery(
            GraphSchema.Incident,
            request.Status is { } status ? [new Property(IncidentNode.Names.Status, status)] : null,
            request.From,
            request.To,
            Descending: true,
            Limit: request.Limit,
            Cursor: request.Cursor
        );
        var graph = caller.Graph(graphs);
        try
        {
            var page = await GraphPages.ReadAsync(
                graph,
                query,
                node => IsWanted(IncidentNode.From(node), request),
                cancellationToken
            );
            var causes = await CauseReader.ReadFirstAsync(
                graph,
                [.. page.Nodes.Select(node => node.Key)],
                cancellationToken
            );
            return TypedResults.Ok(
                new IncidentPage(
                    [.. page.Nodes.Select((node, at) => IncidentAnswer.Of(IncidentNode.From(node), causes[at]))],
                    page.NextCursor
                )
            );
        }
        catch (FormatException)
        {
            return Problems.InvalidCursor();
        }
    }

    private static bool IsWanted(IncidentNode incident, IncidentQuery request) =>
        (request.Status is not null || incident.Status != IncidentNode.Merged)
        && (request.Severity is null || WireNames.Of(incident.Severity) == request.Severity)
        && (request.Namespace is null || IsIn(incident, request.Namespace));

    private static bool IsIn(IncidentNode incident, string @namespace) =>
        incident.ResourceIds.Any(id => ResourceId.TryParse(id, out var failing) && failing.Namespace == @namespace);

    private static async Task<Results<Ok<IncidentDetail>, ProblemHttpResult>> GetAsync(
        string id,
        Caller caller,
        IGraphStore graphs,
        CancellationToken cancellationToken
    )
    {
        var graph = caller.Graph(graphs);
        var key = IncidentNode.KeyOf(id);
        if (await graph.FindNodeAsync(key, cancellationToken) is not { } node)
            return Problems.NotFound("incident");
        var incident = IncidentNode.From(node);
        var first = await CauseReader.ReadFirstAsync(graph, [key], cancellationToken);
        var errors = await graph.GetNeighboursAsync(key, Errors, cancellationToken);
        return TypedResults.Ok(
            new IncidentDetail(
                IncidentAnswer.Of(incident, first[0]),
                [
                    .. errors
                        .Select(error => EpisodeAnswer.Of(error.Node))
                        .OrderBy(error => error.EventTime)
                        .ThenBy(error => error.EventId, StringComparer.Ordinal)
                        .Take(MaxErrors),
                ],
                await CauseReader.ReadAsync(graph, key, cancellationToken),
                incident.Unknown
            )
        );
    }
}
