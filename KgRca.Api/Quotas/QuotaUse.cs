namespace KgRca.Api.Quotas;

/// <summary>How much of a quota a client uses.</summary>
/// <param name="Quota"><c>resources</c>, <c>episodes</c>, <c>stored_bytes</c>, <c>clusters</c> or <c>keys</c>.</param>
/// <param name="Used">What is used, as last measured.</param>
/// <param name="Limit">What the plan allows.</param>
public sealed record QuotaUse(string Quota, long Used, long Limit)
{
    /// <summary>The quota of objects.</summary>
    public const string Resources = "resources";

    /// <summary>The quota of events, log lines, alerts and findings.</summary>
    public const string Episodes = "episodes";

    /// <summary>The quota of bytes on disk.</summary>
    public const string StoredBytes = "stored_bytes";

    /// <summary>The quota of clusters.</summary>
    public const string Clusters = "clusters";

    /// <summary>The quota of keys.</summary>
    public const string Keys = "keys";

    private const double Near = 0.8;

    /// <summary><c>ok</c>; <c>near</c> from 80 % on; <c>reached</c>.</summary>
    public string State =>
        Used >= Limit ? "reached"
        : Used >= Near * Limit ? "near"
        : "ok";

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Quota}: {Used:#,0} of {Limit:#,0} used.");
}
