using System.Security.Cryptography;
using System.Text;
using KgRca.Api.Authentication;
using KgRca.Api.Causes;
using KgRca.Api.Http;
using KgRca.Api.Incidents;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Graph;
using KgRca.RootCause.Rules;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KgRca.Api.Findings;

/// <summary>Something wrong in the state of a Kubernetes object.</summary>
/// <param name="Id">The finding's id. It stays the same while the finding is updated, after restarts, and when the same
/// thing goes wrong again.</param>
/// <param name="Title">What is wrong, in a few words.</param>
/// <param name="State"><c>active</c> or <c>resolved</c>.</param>
/// <param name="Object">The object to change.</param>
/// <param name="NextStep">What to do next; absent if the finding matches no known cause.</param>
/// <param name="Finding">The event behind it: its message, severity, and when it was first and last seen.</param>
/// <param name="ResolvedAt">When it was seen to be fixed.</param>
/// <param name="Evidence">The fields and values that it is based on. For a mismatch, those of both objects.</param>
public sealed record FindingAnswer(
    string Id,
    string Title,
    string State,
    CauseObject Object,
    string? NextStep,
    EpisodeAnswer Finding,
    DateTimeOffset? ResolvedAt,
    IReadOnlyList<EvidenceAnswer> Evidence
)
{
    private const int IdBytes = 10;

    internal static FindingAnswer Of(Node node, IReadOnlyDictionary<string, ResourceId> owners)
    {
        var finding = EpisodicNode.From(node);
        var cause = CauseClasses.Find(finding.Cause ?? "");
        return new FindingAnswer(
            IdOf(finding),
            cause?.Title ?? finding.Reason,
            finding.FindingState ?? EpisodicNode.Active,
            ObjectOf(finding.ResourceId, owners),
            cause?.NextStep,
            EpisodeAnswer.Of(node),
            finding.ResolvedAt,
            EvidenceAnswer.Of(finding)
        );
    }

    // An occurrence gets a new event_id when it becomes worse or comes back; what is wrong, and with what, stays.
    private static string IdOf(EpisodicNode finding)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{finding.Cause ?? finding.Reason}\n{finding.ResourceId}"));
        return $"finding-{Convert.ToHexStringLower(hash.AsSpan(0, IdBytes))}";
    }

    private static CauseObject ObjectOf(string resourceId, IReadOnlyDictionary<string, ResourceId> owners) =>
        owners.TryGetValue(resourceId, out var id)
            ? new CauseObject(id.Kind, id.Namespace.Length == 0 ? null : id.Namespace, id.Name)
            : new CauseObject("", null, resourceId);
}

/// <summary>A field of a Kubernetes object that a finding is based on.</summary>
/// <param name="Object">The id of the object.</param>
/// <param name="Member">The path of the field.</param>
/// <param name="Value">Its value, up to 500 characters; <c>absent</c> if the field is not set.</param>
public sealed record EvidenceAnswer(string Object, string Member, string Value)
{
    private const int MaxFields = 50;

    internal static IReadOnlyList<EvidenceAnswer> Of(EpisodicNode episode) =>
        [
            .. episode
                .Evidence.Take(MaxFields)
                .Select(text => text.Split('\t'))
                .Where(parts => parts.Length == 3)
                .Select(parts => new EvidenceAnswer(parts[0], parts[1], parts[2])),
        ];
}

/// <summary>A page of findings, latest first.</summary>
/// <param name="Findings">The findings.</param>
/// <param name="NextCursor">Pass it as cursor to get the next page; absent on the last page.</param>
public sealed record FindingPage(IReadOnlyList<FindingAnswer> Findings, string? NextCursor);

/// <summary><c>/findings</c>.</summary>
internal static class FindingEndpoints
{
    public static void MapFindings(this RouteGroupBuilder routes) =>
        routes
            .MapGet("/findings", ListAsync)
            .WithName("ListFindings")
            .WithSummary("List what is wrong in the state of objects, latest first")
            .RequireAuthorization(Policies.Read);

    private static async Task<Results<Ok<FindingPage>, ValidationProblem>> ListAsync(
        [AsParameters] FindingQuery request,
        Caller caller,
        IGraphReaders graphs,
        CancellationToken cancellationToken
    )
    {
        var query = new NodeQuery(
            GraphSchema.Episodic,
            [new Property(EpisodicNode.Names.FindingState, request.State)],
            Descending: true,
            Limit: request.Limit,
            Cursor: request.Cursor,
            MaxBytes: PageRules.MaxBytes
        );
        try
        {
            var graph = caller.Graph(graphs);
            var page = await graph.FindNodesAsync(query, cancellationToken);
            var owners = await Owners.ReadAsync(
                graph,
                page.Nodes.Select(node => EpisodicNode.From(node).ResourceId),
                cancellationToken
            );
            return TypedResults.Ok(
                new FindingPage([.. page.Nodes.Select(node => FindingAnswer.Of(node, owners))], page.NextCursor)
            );
        }
        catch (FormatException)
        {
            return Problems.InvalidCursor();
        }
    }
}
