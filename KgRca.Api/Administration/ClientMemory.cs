using KgRca.Api.Ingestion;
using KgRca.Api.Limits;
using KgRca.Api.Quotas;
using KgRca.Api.Search;
using KgRca.Contracts.Identity;
using KgRca.ServiceDefaults.Memory;

namespace KgRca.Api.Administration;

/// <summary>What is kept in memory of clients.</summary>
internal sealed class ClientMemory(
    ClientQuotas quotas,
    ClientSearches searches,
    IngestTurns turns,
    RateBudgets budgets,
    MemoryReturn memory
)
{
    /// <summary>Forgets a client that is gone.</summary>
    public void Forget(TenantId client)
    {
        quotas.Forget(client);
        searches.Forget(client);
        turns.Forget(client);
        budgets.Forget(client);
        memory.Ask();
    }
}
