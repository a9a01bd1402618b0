using KgRca.Api.Authentication;
using KgRca.Api.Documentation;
using KgRca.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KgRca.Api.Search;

/// <summary><c>/search/semantic</c> and <c>/query/cypher</c>, which this version refuses, plainly and only to those who may ask.</summary>
internal static class SearchEndpoints
{
    public static void MapSearch(this RouteGroupBuilder routes)
    {
        routes.MapGet("/search/semantic", Search).WithName("SearchSemantic").WithSummary("Finds episodes by meaning (not in this version)")
            .RequireAuthorization(Policies.Query).WithParameters(("q", "What to look for"));
        routes.MapPost("/query/cypher", Query).WithName("QueryCypher").WithSummary("Runs a Cypher query on the client's graph (not in this version)")
            .RequireAuthorization(Policies.Query);
    }

    private static Results<ProblemHttpResult, ValidationProblem> Search(HttpRequest request)
    {
        var parameters = new Parameters(request.Query);
        parameters.Required("q");
        return parameters.Errors.Count > 0
            ? TypedResults.ValidationProblem(parameters.Errors, title: "The request is not valid")
            : Problems.NotYet("Semantic search");
    }

    private static ProblemHttpResult Query() => Problems.NotYet("Cypher");
}
