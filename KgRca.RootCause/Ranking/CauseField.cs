using KgRca.Contracts.Records;
using KgRca.RootCause.Incidents;

namespace KgRca.RootCause.Ranking;

/// <summary>What may become a cause of an incident.</summary>
/// <param name="EventId">The episode.</param>
/// <param name="Answer">The object that it blames, and for what.</param>
/// <param name="RankScore">What the order rests on.</param>
/// <param name="Link">Says the rest, which is worth the work for the best only.</param>
internal readonly record struct Contender(
    string EventId,
    (ObjectReference Target, string Cause) Answer,
    double RankScore,
    Func<CauseLink> Link
);

/// <summary>The contenders for the causes of one incident: of those that give one answer, the strongest.</summary>
internal sealed class CauseField
{
    private readonly Dictionary<(ObjectReference, string), Contender> _best = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Notes that an episode was looked at.</summary>
    /// <returns>Whether it was not before.</returns>
    public bool IsNew(string eventId) => _seen.Add(eventId);

    /// <summary>Whether an episode was looked at.</summary>
    public bool HasSeen(string eventId) => _seen.Contains(eventId);

    public void Add(Contender contender)
    {
        if (!_best.TryGetValue(contender.Answer, out var other) || Compare(contender, other) < 0)
            _best[contender.Answer] = contender;
    }

    /// <summary>Adds a cause that is ranked as it was.</summary>
    public void Add(CauseLink link) => Add(new Contender(link.EventId, link.Answer, link.RankScore, () => link));

    /// <summary>The strongest, ranked from 1.</summary>
    public List<CauseLink> Best(int count) =>
        [
            .. _best
                .Values.Order(Comparer<Contender>.Create(Compare))
                .Take(count)
                .Select((contender, index) => contender.Link() with { Rank = index + 1 }),
        ];

    /// <summary>The stronger first; of equals, the one whose id is lower.</summary>
    private static int Compare(Contender left, Contender right) =>
        left.RankScore != right.RankScore
            ? right.RankScore.CompareTo(left.RankScore)
            : string.CompareOrdinal(left.EventId, right.EventId);
}
