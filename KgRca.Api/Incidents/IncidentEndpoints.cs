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
            .WithSummary("Get an incident with its first errors and its causes")
            .RequireAuthorization(Policies.Read);
        routes
            .MapGet("/incidents/{id}/errors", ListErrorsAsync)
            .WithName("ListIncidentErrors")
            .WithSummary("List an incident's errors, earliest first")
            .RequireAuthorization(Policies.Read);
    }

    private static async Task<Results<Ok<IncidentPage>, ValidationProblem>> ListAsync(
        [AsParameters] IncidentQuery request,
        Caller caller,
        IGraphReaders graphs,
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
            Cursor: request.Cursor,
            MaxBytes: PageRules.MaxBytes
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
        IGraphReaders graphs,
        CancellationToken cancellationToken
    )
    {
        var graph = caller.Graph(graphs);
        var key = IncidentNode.KeyOf(id);
        if (await graph.FindNodeAsync(key, cancellationToken) is not { } node)
            return Problems.NotFound("incident");
        var incident = IncidentNode.From(node);
        var first = await CauseReader.ReadFirstAsync(graph, [key], cancellationToken);
        var errors = await IncidentErrors.ReadAsync(graph, key, IncidentErrors.DefaultLimit, null, cancellationToken);
        return TypedResults.Ok(
            new IncidentDetail(
                IncidentAnswer.Of(incident, first[0]),
                errors.Errors,
                errors.NextCursor,
                await CauseReader.ReadAsync(graph, key, cancellationToken),
                CauseReader.Few(incident.Unknown)
            )
        );
    }

    private static async Task<Results<Ok<ErrorPage>, ValidationProblem, ProblemHttpResult>> ListErrorsAsync(
        string id,
        [AsParameters] ErrorQuery request,
        Caller caller,
        IGraphReaders graphs,
        CancellationToken cancellationToken
    )
    {
        var (graph, key) = (caller.Graph(graphs), IncidentNode.KeyOf(id));
        if (await graph.FindNodeAsync(key, cancellationToken) is null)
            return Problems.NotFound("incident");
        try
        {
            return TypedResults.Ok(
                await IncidentErrors.ReadAsync(graph, key, request.Limit, request.Cursor, cancellationToken)
            );
        }
        catch (FormatException)
        {
            return Problems.InvalidCursor();
        }
    }
}
