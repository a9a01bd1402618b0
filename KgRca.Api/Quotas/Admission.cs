namespace KgRca.Api.Quotas;

/// <summary>Whether a record is let in.</summary>
/// <param name="Quota">The quota that keeps it out; null where it is let in.</param>
/// <param name="IsLater">Whether it may be let in later without anybody doing anything.</param>
internal readonly record struct Admission(QuotaUse? Quota, bool IsLater)
{
    /// <summary>It is let in.</summary>
    public static readonly Admission Granted;

    /// <summary>Whether it is let in.</summary>
    public bool IsGranted => Quota is null;

    /// <summary>It is not, until something else was deleted or the plan changes.</summary>
    public static Admission Refused(QuotaUse quota) => new(quota, IsLater: false);

    /// <summary>It is not now.</summary>
    public static Admission Later(QuotaUse quota) => new(quota, IsLater: true);
}
