using System.Collections.Concurrent;
using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.Graph;
using KgRca.ServiceDefaults.Storage;

namespace KgRca.Api.Quotas;

/// <summary>The quotas of clients that have sent or asked lately. Safe for use by many threads.</summary>
internal sealed class ClientQuotas(IGraphReaders graphs, IEventLog log, DiskSpace disk, TimeProvider clock)
{
    private const int MaxIdleClients = 1_000;
    private static readonly TimeSpan MaxIdle = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<TenantId, ClientQuota> _quotas = [];

    /// <summary>A client's.</summary>
    public ClientQuota Of(TenantId client)
    {
        if (_quotas.Count > MaxIdleClients)
            ForgetIdle();
        return _quotas.GetOrAdd(client, static (client, all) => all.Make(client), this);
    }

    /// <summary>A client is gone.</summary>
    public void Forget(TenantId client) => _quotas.TryRemove(client, out _);

    private ClientQuota Make(TenantId client) => new(client, graphs.Open(client.GraphDatabase), log, disk, clock);

    private void ForgetIdle()
    {
        foreach (var quota in _quotas.Where(quota => clock.GetElapsedTime(quota.Value.LastUse) > MaxIdle))
            _quotas.TryRemove(quota);
    }
}
