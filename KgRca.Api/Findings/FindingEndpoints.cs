using KgRca.Api.Authentication;
using KgRca.Api.Documentation;
using KgRca.Api.Http;
using KgRca.Api.Incidents;
using KgRca.Contracts.Graphs;
using KgRca.Graph;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KgRca.Api.Findings;

/// <summary>Something wrong that a detector found in an object's state.</summary>
/// <param name="Finding">What was found.</param>
/// <param name="State"><c>active</c> or <c>resolved</c>.</param>
/// <param name="ResolvedAt">When it was seen to hold no longer.</param>
/// <param name="Evidence">The members and values that it rests on; of a contradiction, those of both objects.</param>
public sealed record FindingAnswer(
    EpisodeAnswer Finding,
    string State,
    DateTimeOffset? ResolvedAt,
    IReadOnlyList<EvidenceAnswer> Evidence
);

/// <summary>A value in an object that a finding rests on.</summary>
/// <param name="Object">The id of the object.</param>
/// <param name="Member">Which member, by its path.</param>
/// <param name="Value">Its value, at most 500 characters of it; <c>absent</c> for what is not there.</param>
public sealed record EvidenceAnswer(string Object, string Member, string Value)
{
    internal static IReadOnlyList<EvidenceAnswer> Of(Node episode) =>
        [
            .. (episode["evidence"].AsStrings ?? [])
                .Select(text => text.Split('\t'))
                .Where(parts => parts.Length == 3)
                .Select(parts => new EvidenceAnswer(parts[0], parts[1], parts[2])),
        ];
}

/// <summary>A page of findings, the latest first.</summary>
/// <param name="Findings">The findings.</param>
/// <param name="NextCursor">Asks for the next page; absent on the last one.</param>
public sealed record FindingPage(IReadOnlyList<FindingAnswer> Findings, string? NextCursor);

/// <summary><c>/findings</c>.</summary>
internal static class FindingEndpoints
{
    public static void MapFindings(this RouteGroupBuilder routes) =>
        routes
            .MapGet("/findings", ListAsync)
            .WithName("ListFindings")
            .WithSummary("Lists what is wrong in the state of objects, the latest first")
            .RequireAuthorization(Policies.Read)
            .WithParameters(
                ("state", "active (the default) or resolved"),
                ("limit", "1 to 500, 50 by default"),
                ("cursor", "next_cursor of the page before")
            );

    private static async Task<Results<Ok<FindingPage>, ValidationProblem>> ListAsync(
        HttpRequest request,
        Caller caller,
        IGraphStore graphs,
        CancellationToken cancellationToken
    )
    {
        var parameters = new Parameters(request.Query);
        var state = parameters.OneOf("state", "active", "resolved") ?? "active";
        var query = new NodeQuery(
            GraphSchema.Episodic,
            [new Property("finding_state", state)],
            Descending: true,
            Limit: parameters.Number("limit", 50, 1, 500),
            Cursor: parameters.Text("cursor")
        );
        if (parameters.Errors.Count > 0)
            return TypedResults.ValidationProblem(parameters.Errors, title: "The request is not valid");
        try
        {
            var page = await caller.Graph(graphs).FindNodesAsync(query, cancellationToken);
            return TypedResults.Ok(
                new FindingPage(
                    [
                        .. page.Nodes.Select(node => new FindingAnswer(
                            EpisodeAnswer.Of(node),
                            state,
                            Times.Of(node["resolved_at"]),
                            EvidenceAnswer.Of(node)
                        )),
                    ],
                    page.NextCursor
                )
            );
        }
        catch (FormatException)
        {
            return Parameters.InvalidCursor();
        }
    }
}
