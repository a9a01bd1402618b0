using KgRca.Api.Authentication;
using KgRca.Api.Documentation;
using KgRca.Api.Http;
using KgRca.Contracts.Graphs;
using KgRca.Graph;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KgRca.Api.Causes;

/// <summary><c>/rca</c>.</summary>
internal static class CauseEndpoints
{
    public static void MapCauses(this RouteGroupBuilder routes)
    {
        routes
            .MapGet("/rca", GetAsync)
            .WithName("GetCauses")
            .WithSummary("The most likely causes of an incident")
            .RequireAuthorization(Policies.Read)
            .WithParameters(("incident_id", "The incident, as /incidents lists it"));
        routes
            .MapPost("/rca/feedback", PostAsync)
            .WithName("PostFeedback")
            .WithSummary("Says whether a cause was the cause")
            .RequireAuthorization(Policies.Query);
    }

    private static async Task<Results<Ok<RcaAnswer>, ValidationProblem, ProblemHttpResult>> GetAsync(
        HttpRequest request,
        Caller caller,
        IGraphStore graphs,
        CancellationToken cancellationToken
    )
    {
        var parameters = new Parameters(request.Query);
        var id = parameters.Required("incident_id");
        if (parameters.Errors.Count > 0)
            return TypedResults.ValidationProblem(parameters.Errors, title: "The request is not valid");
        var graph = caller.Graph(graphs);
        var key = new NodeKey(GraphSchema.Incident, id);
        if (await graph.FindNodeAsync(key, cancellationToken) is not { } incident)
            return Problems.NotFound("incident");
        return TypedResults.Ok(
            new RcaAnswer(
                id,
                await CauseReader.ReadAsync(graph, key, cancellationToken),
                incident["unknown"].AsStrings ?? []
            )
        );
    }

    private static async Task<Results<Ok<FeedbackAnswer>, ProblemHttpResult>> PostAsync(
        FeedbackRequest request,
        Caller caller,
        IGraphStore graphs,
        VerdictMetrics metrics,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (incidentId, eventId, verdict) = (
            request.IncidentId ?? "",
            request.EventId ?? "",
            request.Verdict ?? Verdict.Incorrect
        );
        var graph = caller.Graph(graphs);
        var incident = new NodeKey(GraphSchema.Incident, incidentId);
        if (await graph.FindNodeAsync(incident, cancellationToken) is null)
            return Problems.NotFound("incident");
        var causes = await CauseReader.ReadAsync(graph, incident, cancellationToken);
        if (causes.FirstOrDefault(cause => cause.EventId == eventId) is not { } judged)
            return Problems.NotFound("cause of this incident");
        var feedback = new UpsertNode(
            new NodeKey(GraphSchema.Feedback, $"{incidentId}/{eventId}"),
            [
                new("incident_id", incidentId),
                new("event_id", eventId),
                new("verdict", NameOf(verdict)),
                new("rank", judged.Rank),
                new("cause", judged.Cause),
                new("note", request.Note),
                new("created_at", clock.GetUtcNow()),
            ]
        );
        await graph.ApplyAsync(new GraphBatch([feedback], []), cancellationToken);
        metrics.Judged(caller.Tenant, incidentId, await RightRankAsync(graph, incidentId, cancellationToken));
        return TypedResults.Ok(new FeedbackAnswer(incidentId, eventId, verdict, judged.Rank));
    }

    private static string NameOf(Verdict verdict) =>
        verdict switch
        {
            Verdict.Correct => "correct",
            Verdict.Incorrect => "incorrect",
            _ => "withdrawn",
        };

    /// <summary>The best rank of the incident's causes that were called right; null where no verdict stands.</summary>
    private static async Task<int?> RightRankAsync(IGraph graph, string incidentId, CancellationToken cancellationToken)
    {
        var page = await graph.FindNodesAsync(
            new NodeQuery(GraphSchema.Feedback, [new Property("incident_id", incidentId)]),
            cancellationToken
        );
        var verdicts = page.Nodes.Where(node => node["verdict"].AsString != "withdrawn").ToList();
        if (verdicts.Count == 0)
            return null;
        return verdicts
            .Where(node => node["verdict"].AsString == "correct")
            .Select(node => (int)(node["rank"].AsInteger ?? VerdictMetrics.NotAmongThem))
            .DefaultIfEmpty(VerdictMetrics.NotAmongThem)
            .Min();
    }
}
