using KgRca.Api.Authentication;
using KgRca.Api.Documentation;
using KgRca.Api.Http;
using KgRca.Api.Incidents;
using KgRca.Contracts.Graphs;
using KgRca.Graph;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KgRca.Api.Search;

/// <summary>
/// <c>/search/semantic</c>, and <c>/query/cypher</c>, which this version refuses, plainly and only to those who may
/// ask.
/// </summary>
internal static class SearchEndpoints
{
    private const int MaxQuery = 500;
    private static readonly RelationshipFilter Incidents = new(
        Direction.Outgoing,
        [GraphSchema.SameIncident, GraphSchema.PotentialCause]
    );

    public static void MapSearch(this RouteGroupBuilder routes)
    {
        routes
            .MapGet("/search/semantic", SearchAsync)
            .WithName("SearchSemantic")
            .WithSummary("Finds events, logs, alerts and findings by words and by meaning")
            .RequireAuthorization(Policies.Query)
            .WithParameters(
                ("q", "What to look for, such as: pods that ran out of memory"),
                ("from", "Only what occurred at this time or later"),
                ("to", "Only what occurred before this time"),
                ("limit", "1 to 100, 10 by default")
            );
        routes
            .MapPost("/query/cypher", Query)
            .WithName("QueryCypher")
            .WithSummary("Runs a Cypher query on the client's graph (not in this version)")
            .RequireAuthorization(Policies.Query);
    }

    private static async Task<Results<Ok<SearchAnswer>, ValidationProblem>> SearchAsync(
        HttpRequest request,
        Caller caller,
        ClientSearches searches,
        IGraphStore graphs,
        CancellationToken cancellationToken
    )
    {
        var parameters = new Parameters(request.Query);
        var query = parameters.Required("q", MaxQuery);
        var (from, to, limit) = (
            parameters.Time("from"),
            parameters.Time("to"),
            parameters.Number("limit", 10, 1, 100)
        );
        if (parameters.Errors.Count > 0)
            return TypedResults.ValidationProblem(parameters.Errors, title: "The request is not valid");
        var result = await searches.Of(caller.Tenant).SearchAsync(query, from, to, limit, cancellationToken);
        var graph = caller.Graph(graphs);
        var hits = new List<SearchHit>();
        foreach (var (episode, score) in result.Hits)
        {
            var incidents = await graph.GetNeighboursAsync(episode.Key, Incidents, cancellationToken);
            var incident = incidents.MinBy(incident =>
                (incident.Relationship.Key.Type != GraphSchema.SameIncident, incident.Relationship["rank"].AsInteger)
            );
            hits.Add(new SearchHit(score, EpisodeAnswer.Of(episode), incident?.Node.Key.Key));
        }
        return TypedResults.Ok(
            new SearchAnswer(query, result.IsByMeaning ? "hybrid" : "lexical", result.WithoutVector, hits)
        );
    }

    private static ProblemHttpResult Query() => Problems.NotYet("Cypher");
}
