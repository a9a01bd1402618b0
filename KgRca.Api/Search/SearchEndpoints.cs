using KgRca.Api.Authentication;
using KgRca.Api.Http;
using KgRca.Api.Incidents;
using KgRca.Contracts.Graphs;
using KgRca.Graph;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KgRca.Api.Search;

/// <summary>
/// <c>/search/semantic</c>, and <c>/query/cypher</c>, which is not available yet.
/// </summary>
internal static class SearchEndpoints
{
    private static readonly RelationshipFilter Incidents = new(
        Direction.Outgoing,
        [GraphSchema.SameIncident, GraphSchema.PotentialCause],
        NodeProperties: [],
        Limit: 100
    );

    public static void MapSearch(this RouteGroupBuilder routes)
    {
        routes
            .MapGet("/search/semantic", SearchAsync)
            .WithName("SearchSemantic")
            .WithSummary("Search events, logs, alerts and findings by words and by meaning")
            .RequireAuthorization(Policies.Query);
        routes
            .MapPost("/query/cypher", Query)
            .WithName("QueryCypher")
            .WithSummary("Run a Cypher query on the client's graph (not available in this version)")
            .RequireAuthorization(Policies.Query);
    }

    private static async Task<Results<Ok<SearchAnswer>, ValidationProblem>> SearchAsync(
        [AsParameters] SearchQuery request,
        Caller caller,
        ClientSearches searches,
        IGraphReaders graphs,
        CancellationToken cancellationToken
    )
    {
        var text = request.Q ?? "";
        var result = await searches
            .Of(caller.Tenant)
            .SearchAsync(text, request.From, request.To, request.Limit, cancellationToken);
        var incidents = await caller
            .Graph(graphs)
            .GetNeighboursAsync([.. result.Hits.Select(hit => hit.Episode.Key)], Incidents, cancellationToken);
        var hits = result.Hits.Select(
            (hit, at) => new SearchHit(hit.Score, EpisodeAnswer.Of(hit.Episode), IncidentOf(incidents[at]))
        );
        return TypedResults.Ok(
            new SearchAnswer(text, result.IsByMeaning ? "hybrid" : "lexical", result.WithoutVector, [.. hits])
        );
    }

    /// <summary>The incident that an episode is an error of, else the one that it most likely caused.</summary>
    private static string? IncidentOf(IReadOnlyList<Neighbour> incidents) =>
        incidents
            .MinBy(incident =>
                (
                    incident.Relationship.Key.Type != GraphSchema.SameIncident,
                    incident.Relationship[CauseRelationship.Names.Rank].AsInteger
                )
            )
            ?.Node.Key.Key;

    private static ProblemHttpResult Query() => Problems.NotYet("Cypher");
}
