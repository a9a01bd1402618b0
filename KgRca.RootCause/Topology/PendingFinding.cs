namespace KgRca.RootCause.Topology;

/// <summary>What a detector has found about an object and may not be claimed yet.</summary>
/// <param name="DueAt">Until when it has to last.</param>
/// <param name="IsPreexisting">Whether it was already so before the platform first looked.</param>
internal sealed record PendingFinding(DateTimeOffset DueAt, bool IsPreexisting)
{
    /// <summary>What would be claimed.</summary>
    public string Text { get; init; } = "";

    /// <summary>What has to be known completely for it.</summary>
    public IReadOnlyList<KindScope> AbsentFrom { get; init; } = [];
}
