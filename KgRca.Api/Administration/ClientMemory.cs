using KgRca.Api.Ingestion;
using KgRca.Api.Limits;
using KgRca.Api.Quotas;
using KgRca.Api.Search;
using KgRca.Contracts.Identity;
using KgRca.Provisioning;
using KgRca.ServiceDefaults.Memory;

namespace KgRca.Api.Administration;

/// <summary>What is kept in memory of clients. Those that are removed are forgotten.</summary>
internal sealed class ClientMemory(
    ClientProvisioner provisioner,
    ClientQuotas quotas,
    ClientSearches searches,
    IngestTurns turns,
    RateBudgets budgets,
    MemoryReturn memory
) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        provisioner.Removed += Forget;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        provisioner.Removed -= Forget;
        return Task.CompletedTask;
    }

    private void Forget(TenantId client)
    {
        quotas.Forget(client);
        searches.Forget(client);
        turns.Forget(client);
        budgets.Forget(client);
        memory.Ask();
    }
}
