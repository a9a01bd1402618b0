using KgRca.Contracts.Identity;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Keys;

namespace KgRca.Api.Quotas;

/// <summary>Says how much of its quotas a client uses.</summary>
internal sealed class QuotaReader(ClientQuotas quotas, ApiKeyStore keys, Plans plans)
{
    /// <summary>All quotas of the client's plan.</summary>
    public async Task<IReadOnlyList<QuotaUse>> ReadAsync(
        TenantId client,
        Plan plan,
        CancellationToken cancellationToken
    )
    {
        var limits = plans.Of(plan);
        return
        [
            .. await quotas.Of(client).ReadAsync(limits, cancellationToken),
            new QuotaUse(QuotaUse.Keys, await keys.CountValidAsync(client, cancellationToken), limits.Keys),
        ];
    }
}
