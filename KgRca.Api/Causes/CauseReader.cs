using KgRca.Api.Findings;
using KgRca.Contracts.Graphs;
using KgRca.Graph;
using KgRca.RootCause.Rules;

namespace KgRca.Api.Causes;

/// <summary>Reads incidents' causes from the graph.</summary>
internal static class CauseReader
{
    private const int ScoreDigits = 4;
    private const int MaxTexts = 50;
    private const int MaxTextLength = 2_000;
    private static readonly RelationshipFilter Causes = new(Direction.Incoming, [GraphSchema.PotentialCause]);
    private static readonly RelationshipFilter First = Causes with
    {
        Where = [new Property(CauseRelationship.Names.Rank, 1)],
        NodeProperties = [],
        Limit = 1,
    };

    /// <summary>An incident's causes, the likeliest first.</summary>
    public static async ValueTask<IReadOnlyList<CauseAnswer>> ReadAsync(
        IGraphReader graph,
        NodeKey incident,
        CancellationToken cancellationToken
    )
    {
        var links = await graph.GetNeighboursAsync(incident, Causes, cancellationToken);
        return [.. links.Select(Of).OrderBy(cause => cause.Rank)];
    }

    /// <summary>The first cause of each incident, in one read; null where an incident has none.</summary>
    public static async ValueTask<IReadOnlyList<FirstCauseAnswer?>> ReadFirstAsync(
        IGraphReader graph,
        IReadOnlyList<NodeKey> incidents,
        CancellationToken cancellationToken
    )
    {
        var links = await graph.GetNeighboursAsync(incidents, First, cancellationToken);
        return [.. links.Select(found => found.Count == 0 ? null : FirstOf(found[0]))];
    }

    /// <summary>The first of some sentences, none longer than an answer should be.</summary>
    public static IReadOnlyList<string> Few(IReadOnlyList<string> texts) => [.. texts.Take(MaxTexts).Select(Short)];

    private static string Short(string text) =>
        text.Length <= MaxTextLength ? text : $"{text.AsSpan(0, MaxTextLength - 1)}…";

    private static FirstCauseAnswer FirstOf(Neighbour neighbour)
    {
        var link = CauseRelationship.From(neighbour.Relationship.Properties);
        return new FirstCauseAnswer(
            neighbour.Node.Key.Key,
            link.Cause,
            CauseClasses.Find(link.Cause)?.Title ?? link.Cause,
            Rounded(link.Confidence),
            CauseObject.Of(link.Object),
            WorkloadOf(link)
        );
    }

    private static CauseAnswer Of(Neighbour neighbour)
    {
        var (link, episode) = (
            CauseRelationship.From(neighbour.Relationship.Properties),
            EpisodicNode.From(neighbour.Node)
        );
        var known = CauseClasses.Find(link.Cause);
        return new CauseAnswer(
            episode.EventId,
            link.Rank,
            Rounded(link.Confidence),
            episode.Reason,
            episode.Message,
            episode.ResourceId,
            episode.EventTime.ToUnixTimeSeconds(),
            link.Cause,
            known?.Title ?? link.Cause,
            known?.Meaning,
            link.NextStep ?? known?.NextStep,
            CauseObject.Of(link.Object),
            WorkloadOf(link),
            new CauseScoresAnswer(Rounded(link.TemporalScore), Rounded(link.DistanceScore), Rounded(link.DomainScore)),
            Few(link.Path),
            Short(link.Explanation),
            new CauseProofAnswer(
                link.Rule,
                Few([.. link.Effects.Prepend(episode.EventId).Distinct(StringComparer.Ordinal)]),
                EvidenceAnswer.Of(episode),
                Few(link.Against)
            )
        );
    }

    // Sums of tenths and hundredths in binary: nobody wants to read 0.9849999999999999.
    private static double Rounded(double score) => Math.Round(score, ScoreDigits);

    private static CauseObject? WorkloadOf(CauseRelationship link) =>
        link.Workload is { } workload ? CauseObject.Of(workload) : null;
}
