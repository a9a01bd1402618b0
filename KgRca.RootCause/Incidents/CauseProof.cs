namespace KgRca.RootCause.Incidents;

/// <summary>What an answer rests on.</summary>
/// <param name="Rule">What read the cause from its episode: <c>detector.</c> or <c>taxonomy.</c> and the episode's
/// reason, with the version of the rules behind an at sign.</param>
/// <param name="Effects">Ids of the errors that it explains, the earliest of each reason.</param>
/// <param name="Against">What speaks against it, in sentences.</param>
internal sealed record CauseProof(string Rule, string[] Effects, string[] Against)
{
    /// <summary>Whether the graph would say the same of both.</summary>
    public bool SameAs(CauseProof other) =>
        Rule == other.Rule
        && Effects.AsSpan().SequenceEqual(other.Effects)
        && Against.AsSpan().SequenceEqual(other.Against);
}
