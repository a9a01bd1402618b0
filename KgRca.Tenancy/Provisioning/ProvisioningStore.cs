using KgRca.Contracts.Identity;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Keys;
using KgRca.Tenancy.Storage;
using Microsoft.EntityFrameworkCore;

namespace KgRca.Tenancy.Provisioning;

/// <summary>
/// Remembers which clients are being made and removed, and how far that is. A record begins in one transaction with what
/// it does to the client's row, and ends in one with it. Safe for use by many threads.
/// </summary>
public sealed class ProvisioningStore(
    IDbContextFactory<TenancyContext> contexts,
    KeyChanges changes,
    TimeProvider clock
)
{
    /// <summary>Begins to make a client: its row is there from now on.</summary>
    public async Task<Client> BeginOnboardingAsync(
        TenantId id,
        string name,
        Plan plan,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var row = new ClientRow
        {
            Id = id.Value,
            Name = name,
            Plan = plan,
            Status = ClientStatus.Active,
            CreatedAt = now,
        };
        context.Clients.Add(row);
        context.Provisioning.Add(
            new ProvisioningRow
            {
                ClientId = id.Value,
                Kind = ProvisioningKind.Onboarding,
                BeganAt = now,
            }
        );
        await context.SaveChangesAsync(cancellationToken);
        return row.ToClient();
    }

    /// <summary>Begins to remove a client: its keys are refused from now on. One that has begun goes on.</summary>
    /// <returns>What is recorded; null where there is no such client.</returns>
    public async Task<ProvisioningRecord?> BeginOffboardingAsync(TenantId id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var record = await context.Provisioning.FirstOrDefaultAsync(row => row.ClientId == id.Value, cancellationToken);
        if (record is { Kind: ProvisioningKind.Offboarding })
            return Of(record);
        var client = await context.Clients.FirstOrDefaultAsync(row => row.Id == id.Value, cancellationToken);
        if (client is null)
            return null;
        client.Status = ClientStatus.Suspended;
        record ??= context.Provisioning.Add(new ProvisioningRow { ClientId = id.Value }).Entity;
        (record.Kind, record.DoneStep, record.BeganAt) = (ProvisioningKind.Offboarding, null, clock.GetUtcNow());
        await changes.SaveAsync(context, cancellationToken);
        return Of(record);
    }

    /// <summary>A step was done.</summary>
    /// <returns>Whether what was begun still goes on: an onboarding ends where an offboarding begins.</returns>
    public async Task<bool> DoneAsync(ProvisioningRecord record, string step, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var updated = await context
            .Provisioning.Where(row => row.ClientId == record.Client.Value && row.Kind == record.Kind)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.DoneStep, step), cancellationToken);
        return updated > 0;
    }

    /// <summary>All steps were done. At an offboarding the client's row, its keys and its usage go with the
    /// record.</summary>
    public async Task EndAsync(ProvisioningRecord record, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var id = record.Client.Value;
        var rows = context.Provisioning.Where(row => row.ClientId == id && row.Kind == record.Kind);
        context.Provisioning.RemoveRange(await rows.ToListAsync(cancellationToken));
        if (record.Kind == ProvisioningKind.Offboarding)
            context.Clients.RemoveRange(
                await context.Clients.Where(row => row.Id == id).ToListAsync(cancellationToken)
            );
        await changes.SaveAsync(context, cancellationToken);
    }

    /// <summary>What has begun and not ended, the oldest first.</summary>
    public async Task<IReadOnlyList<ProvisioningRecord>> ListAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context
            .Provisioning.AsNoTracking()
            .OrderBy(row => row.BeganAt)
            .ThenBy(row => row.ClientId)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(Of)];
    }

    private static ProvisioningRecord Of(ProvisioningRow row) =>
        new(TenantId.Parse(row.ClientId), row.Kind, row.DoneStep, row.BeganAt);
}
