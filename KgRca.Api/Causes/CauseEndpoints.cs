using System.ComponentModel;
using KgRca.Api.Authentication;
using KgRca.Api.Http;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using KgRca.Graph;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KgRca.Api.Causes;

/// <summary><c>/rca</c>.</summary>
internal static class CauseEndpoints
{
    public static void MapCauses(this RouteGroupBuilder routes)
    {
        routes
            .MapGet("/rca", GetAsync)
            .WithName("GetCauses")
            .WithSummary("Get the most likely causes of an incident")
            .RequireAuthorization(Policies.Read);
        routes
            .MapPost("/rca/feedback", PostAsync)
            .WithName("PostFeedback")
            .WithSummary("Submit feedback on a cause")
            .RequireAuthorization(Policies.Query);
    }

    private static async Task<Results<Ok<RcaAnswer>, ValidationProblem, ProblemHttpResult>> GetAsync(
        [FromQuery(Name = "incident_id")] [Description("The incident, as listed by /incidents")] string incidentId,
        Caller caller,
        IGraphReaders graphs,
        CancellationToken cancellationToken
    )
    {
        var graph = caller.Graph(graphs);
        var key = IncidentNode.KeyOf(incidentId);
        if (await graph.FindNodeAsync(key, cancellationToken) is not { } incident)
            return Problems.NotFound("incident");
        return TypedResults.Ok(
            new RcaAnswer(
                key.Key,
                await CauseReader.ReadAsync(graph, key, cancellationToken),
                CauseReader.Few(IncidentNode.From(incident).Unknown)
            )
        );
    }

    private static async Task<Results<Ok<FeedbackAnswer>, ProblemHttpResult>> PostAsync(
        FeedbackRequest request,
        Caller caller,
        IGraphReaders graphs,
        VerdictLog verdicts,
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
        var incident = IncidentNode.KeyOf(incidentId);
        if (await graph.FindNodeAsync(incident, cancellationToken) is null)
            return Problems.NotFound("incident");
        var causes = await CauseReader.ReadAsync(graph, incident, cancellationToken);
        if (causes.FirstOrDefault(cause => cause.EventId == eventId) is not { } judged)
            return Problems.NotFound("cause of this incident");
        var said = new CauseVerdict(
            clock.GetUtcNow(),
            incidentId,
            eventId,
            judged.Cause,
            NameOf(verdict),
            judged.Rank,
            request.Note
        );
        if (!await verdicts.AppendAsync(caller.Tenant, said, cancellationToken))
            return Problems.NotFound("incident");
        return TypedResults.Ok(new FeedbackAnswer(incidentId, eventId, verdict, judged.Rank));
    }

    private static string NameOf(Verdict verdict) =>
        verdict switch
        {
            Verdict.Correct => FeedbackNode.Correct,
            Verdict.Incorrect => FeedbackNode.Incorrect,
            _ => FeedbackNode.Withdrawn,
        };
}
