namespace KgRca.RootCause.Rules;

/// <summary>What speaks against a cause.</summary>
/// <param name="Weight">What is left of its score, from 0 to 1.</param>
/// <param name="Reason">One sentence; null where nothing does.</param>
internal readonly record struct CounterEvidence(double Weight, string? Reason)
{
    /// <summary>
    /// Weight: the cluster shows by now that the evidence was read wrongly. As much as a symptom.
    /// </summary>
    public const double Mistaken = 0.4;

    /// <summary>
    /// Weight: mended since. Below any origin that still holds, above the symptoms and changes around it, which
    /// an incident that was mended has as well.
    /// </summary>
    public const double Overcome = 0.7;

    /// <summary>Weight: others explain the same. The cause only where nothing more exact is found.</summary>
    public const double Unspecific = 0.75;

    /// <summary>
    /// Weight: what is seen does not show why; but work is left undone, which is worse than slow.
    /// </summary>
    public const double Undone = 0.8;

    /// <summary>Weight: others explain the same, and nobody whom it would concern has noticed.</summary>
    public const double Unfelt = 0.6;

    /// <summary>
    /// Weight: others explain the same, but it is new, and where it was said nothing else is known.
    /// </summary>
    public const double NewError = 0.9;

    /// <summary>Nothing speaks against it.</summary>
    public static CounterEvidence None { get; } = new(1, null);

    /// <summary>Something shows that it is another.</summary>
    public static CounterEvidence IsMistaken(string reason) => new(Mistaken, reason);
}
