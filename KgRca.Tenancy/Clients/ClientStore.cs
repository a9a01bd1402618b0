using KgRca.Contracts.Identity;
using KgRca.Tenancy.Keys;
using KgRca.Tenancy.Storage;
using Microsoft.EntityFrameworkCore;

namespace KgRca.Tenancy.Clients;

/// <summary>The platform's clients. Safe for use by many threads.</summary>
public sealed class ClientStore(IDbContextFactory<TenancyContext> contexts, KeyChanges changes, TimeProvider clock)
{
    /// <summary>Creates a client with a new id.</summary>
    public Task<Client> CreateAsync(string name, Plan plan, CancellationToken cancellationToken) =>
        CreateAsync(TenantId.Create(name), name, plan, cancellationToken);

    /// <summary>Creates a client with an id that no client has yet.</summary>
    public async Task<Client> CreateAsync(TenantId id, string name, Plan plan, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = new ClientRow
        {
            Id = id.Value,
            Name = name,
            Plan = plan,
            Status = ClientStatus.Active,
            CreatedAt = clock.GetUtcNow(),
        };
        context.Clients.Add(row);
        await context.SaveChangesAsync(cancellationToken);
        return row.ToClient();
    }

    /// <summary>The client, or null.</summary>
    public async Task<Client?> FindAsync(TenantId id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (
            await context.Clients.AsNoTracking().FirstOrDefaultAsync(client => client.Id == id.Value, cancellationToken)
        )?.ToClient();
    }

    /// <summary>A page of clients.</summary>
    /// <param name="limit">How many at most; from 1.</param>
    /// <param name="cursor">Where the page before ended; null for the first.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is not positive.</exception>
    public async Task<ClientPage> ListAsync(int limit, string? cursor, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var query = context.Clients.AsNoTracking();
        if (cursor is not null)
            query = query.Where(client => string.Compare(client.Id, cursor) > 0);
        var rows = await query.OrderBy(client => client.Id).Take(limit + 1).ToListAsync(cancellationToken);
        var page = rows.Take(limit).Select(row => row.ToClient()).ToList();
        return new ClientPage(page, rows.Count > limit ? page[^1].Id.Value : null);
    }

    /// <summary>Changes a client's plan or status; what is null stays. Its keys are decided anew at once.</summary>
    /// <returns>The client as it is now, or null where there is none.</returns>
    public async Task<Client?> UpdateAsync(
        TenantId id,
        Plan? plan,
        ClientStatus? status,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (
            await context.Clients.FirstOrDefaultAsync(client => client.Id == id.Value, cancellationToken) is not { } row
        )
            return null;
        row.Plan = plan ?? row.Plan;
        row.Status = status ?? row.Status;
        await changes.SaveAsync(context, cancellationToken);
        return row.ToClient();
    }

    /// <summary>Removes a client with its keys, its usage and its agents.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(TenantId id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (
            await context.Clients.FirstOrDefaultAsync(client => client.Id == id.Value, cancellationToken) is not { } row
        )
            return false;
        context.Clients.Remove(row);
        await changes.SaveAsync(context, cancellationToken);
        return true;
    }
}
