using KgRca.Contracts.Captures;

namespace KgRca.Scenarios.WorstCases;

/// <summary>Records that make an engine's rules work as hard as they can, at any size.</summary>
/// <param name="Name">What there is much of, in a few words.</param>
/// <param name="Grow">Makes a cluster in which there are so many of it.</param>
/// <param name="Probe">Makes the records that follow, of which each should cost the same however many there are:
/// as many for every size.</param>
public sealed record WorstCase(
    string Name,
    Func<int, IEnumerable<CaptureRecord>> Grow,
    Func<int, IEnumerable<CaptureRecord>> Probe
)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
