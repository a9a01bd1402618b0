namespace KgRca.Eval;

/// <summary>What the engine said of a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Ranked">Its answers, best first, at most ten.</param>
/// <param name="Published">The same candidates by the published score alone, for comparison.</param>
/// <param name="Longest">The longest that one record took, causes included.</param>
/// <param name="Total">The time for the whole capture, already parsed.</param>
internal sealed record Outcome(
    LabelledCase Case,
    IReadOnlyList<Answer> Ranked,
    IReadOnlyList<Answer> Published,
    TimeSpan Longest,
    TimeSpan Total
)
{
    /// <summary>The rank of the first right answer, from 1; null where there is none.</summary>
    public int? RankOf(bool withCause) => RankOf(Ranked, withCause);

    /// <summary>The rank of the first right answer by the published score alone.</summary>
    public int? PublishedRankOf(bool withCause) => RankOf(Published, withCause);

    private int? RankOf(IReadOnlyList<Answer> ranked, bool withCause)
    {
        var index = ranked
            .ToList()
            .FindIndex(answer => Case.Expected.Any(expected => expected.IsMetBy(answer, withCause)));
        return index < 0 ? null : index + 1;
    }
}
