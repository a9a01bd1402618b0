using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.EventLog.Tenants;
using KgRca.Graph;
using KgRca.Tenancy.Clients;

namespace KgRca.Api.Administration;

/// <summary>Creates and deletes clients with all their data.</summary>
public sealed class Onboarding : IDisposable
{
    // A client's topics are made and removed one after the other, by the process that has the log.
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly ClientStore _clients;
    private readonly IEventLog _log;
    private readonly IGraphMaintenance _graphs;
    private readonly Plans _plans;
    private readonly ClientMemory _memory;

    internal Onboarding(
        ClientStore clients,
        IEventLog log,
        IGraphMaintenance graphs,
        Plans plans,
        ClientMemory memory
    ) => (_clients, _log, _graphs, _plans, _memory) = (clients, log, graphs, plans, memory);

    /// <summary>
    /// Creates a client, its topics and its graph. The row comes first: if the rest fails, the client is listed and can
    /// be deleted, and its topics are created when it first sends records.
    /// </summary>
    public Task<Client> CreateAsync(string name, Plan plan, CancellationToken cancellationToken) =>
        CreateAsync(TenantId.Create(name), name, plan, cancellationToken);

    /// <summary>Creates a client whose id has to be known beforehand.</summary>
    public async Task<Client> CreateAsync(TenantId id, string name, Plan plan, CancellationToken cancellationToken)
    {
        var client = await _clients.CreateAsync(id, name, plan, cancellationToken);
        await TenantTopics.EnsureAsync(_log, client.Id, _plans.Of(plan).Partitions, cancellationToken);
        await _graphs.CreateAsync(client.Id.GraphDatabase, cancellationToken);
        return client;
    }

    /// <summary>
    /// Deletes a client. Its row goes last: while anything of it is left, it is listed, and deleting it again continues
    /// where the last attempt stopped.
    /// </summary>
    /// <returns>Whether there was such a client.</returns>
    public async Task<bool> DeleteAsync(TenantId id, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (await _clients.UpdateAsync(id, null, ClientStatus.Suspended, cancellationToken) is null)
                return false;
            await TenantTopics.DeleteAsync(_log, id, cancellationToken);
            await _graphs.DropAsync(id.GraphDatabase, cancellationToken);
            _memory.Forget(id);
            return await _clients.DeleteAsync(id, cancellationToken);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>
    /// Creates those of a client's topics that are missing because creating it was interrupted.
    /// </summary>
    /// <returns>False for a client that was suspended or deleted meanwhile: its topics stay away.</returns>
    public async Task<bool> EnsureTopicsAsync(TenantId id, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (await _clients.FindAsync(id, cancellationToken) is not { Status: ClientStatus.Active } client)
                return false;
            await TenantTopics.EnsureAsync(_log, id, _plans.Of(client.Plan).Partitions, cancellationToken);
            return true;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _changing.Dispose();
}
