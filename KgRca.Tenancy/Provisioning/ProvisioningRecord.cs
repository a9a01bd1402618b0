using KgRca.Contracts.Identity;

namespace KgRca.Tenancy.Provisioning;

/// <summary>What is being done to a client. The values are stored.</summary>
public enum ProvisioningKind
{
    /// <summary>It is being made.</summary>
    Onboarding = 0,

    /// <summary>It is being removed.</summary>
    Offboarding = 1,
}

/// <summary>An onboarding or offboarding that has begun and not ended.</summary>
/// <param name="Client">Whose.</param>
/// <param name="Kind">Which of the two.</param>
/// <param name="DoneStep">The step that was done last; null where none was.</param>
/// <param name="BeganAt">When it began.</param>
public sealed record ProvisioningRecord(
    TenantId Client,
    ProvisioningKind Kind,
    string? DoneStep,
    DateTimeOffset BeganAt
);
