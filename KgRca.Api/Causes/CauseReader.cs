using KgRca.Api.Findings;
using KgRca.Contracts.Graphs;
using KgRca.Graph;
using KgRca.RootCause.Rules;

namespace KgRca.Api.Causes;

/// <summary>Reads an incident's causes out of the graph.</summary>
internal static class CauseReader
{
    private const long MillisecondsPerSecond = 1_000;
    private static readonly RelationshipFilter Causes = new(Direction.Incoming, [GraphSchema.PotentialCause]);

    public static async ValueTask<IReadOnlyList<CauseAnswer>> ReadAsync(
        IGraph graph,
        NodeKey incident,
        CancellationToken cancellationToken
    )
    {
        var links = await graph.GetNeighboursAsync(incident, Causes, cancellationToken);
        var causes = new List<CauseAnswer>(links.Count);
        foreach (var (link, episode) in links)
            causes.Add(Of(link, episode));
        causes.Sort((left, right) => left.Rank.CompareTo(right.Rank));
        return causes;
    }

    private static CauseAnswer Of(Relationship link, Node episode)
    {
        var cause = link["cause"].AsString ?? "";
        var known = CauseClasses.Find(cause);
        var (@namespace, time) = (link["object_namespace"].AsString, episode["event_time"].AsInteger ?? 0);
        return new CauseAnswer(
            episode.Key.Key,
            link["rank"].AsInteger ?? 0,
            link["confidence"].AsFloat ?? 0,
            episode["reason"].AsString ?? "",
            episode["message"].AsString ?? "",
            episode["resource_id"].AsString ?? "",
            time / MillisecondsPerSecond,
            cause,
            known?.Title ?? cause,
            known?.Meaning,
            known?.NextStep,
            new CauseObject(
                link["object_kind"].AsString ?? "",
                string.IsNullOrEmpty(@namespace) ? null : @namespace,
                link["object_name"].AsString ?? ""
            ),
            new CauseScoresAnswer(
                link["temporal_score"].AsFloat ?? 0,
                link["distance_score"].AsFloat ?? 0,
                link["domain_score"].AsFloat ?? 0
            ),
            link["path"].AsStrings ?? [],
            link["explanation"].AsString ?? "",
            new CauseProofAnswer(
                link["rule"].AsString ?? "",
                [.. (link["effects"].AsStrings ?? []).Prepend(episode.Key.Key).Distinct(StringComparer.Ordinal)],
                EvidenceAnswer.Of(episode),
                link["against"].AsStrings ?? []
            )
        );
    }
}
