using System.Security.Cryptography;
using KgRca.Contracts.Identity;
using KgRca.Tenancy.Storage;
using Microsoft.EntityFrameworkCore;

namespace KgRca.Tenancy.Keys;

/// <summary>Clients' API keys. Safe for use by many threads.</summary>
public sealed class ApiKeyStore(IDbContextFactory<TenancyContext> contexts, KeyChanges changes, TimeProvider clock)
{
    private const int IdBytes = 8;

    // Of revoked keys, those revoked last are listed; a client that makes and revokes keys fills nothing up.
    private const int KeptRevoked = 100;

    /// <summary>Makes a key.</summary>
    /// <returns>The key with its secret, or null where there is no such client.</returns>
    public async Task<NewApiKey?> CreateAsync(
        TenantId client,
        string name,
        Permissions permissions,
        DateTimeOffset? expiresAt,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await context.Clients.AnyAsync(row => row.Id == client.Value, cancellationToken))
            return null;
        var secret = KeyFormat.Create(client);
        var key = new ApiKeyRow
        {
            Id = $"key_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes))}",
            ClientId = client.Value,
            Name = name,
            Prefix = KeyFormat.Shown(secret),
            Hash = KeyFormat.Hash(secret),
            Permissions = permissions,
            CreatedAt = clock.GetUtcNow(),
            ExpiresAt = expiresAt,
        };
        context.Keys.Add(key);
        context.Keys.RemoveRange(
            await context
                .Keys.Where(row => row.ClientId == client.Value && row.RevokedAt != null)
                .OrderByDescending(row => row.RevokedAt)
                .Skip(KeptRevoked)
                .ToListAsync(cancellationToken)
        );
        await changes.SaveAsync(context, cancellationToken);
        return new NewApiKey(key.ToKey(), secret);
    }

    /// <summary>How many of a client's keys are neither revoked nor expired.</summary>
    public async Task<int> CountValidAsync(TenantId client, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        return await context
            .Keys.Where(row => row.ClientId == client.Value && row.RevokedAt == null)
            .CountAsync(row => row.ExpiresAt == null || row.ExpiresAt > now, cancellationToken);
    }

    /// <summary>A client's keys, oldest first, the 100 that were revoked last included.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(TenantId client, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context
            .Keys.AsNoTracking()
            .Where(key => key.ClientId == client.Value)
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.OrderBy(row => row.CreatedAt)
                .ThenBy(row => row.Id, StringComparer.Ordinal)
                .Select(row => row.ToKey()),
        ];
    }

    /// <summary>Revokes a key: this process refuses it from now on, others within a second.</summary>
    /// <returns>Whether the client has such a key.</returns>
    public async Task<bool> RevokeAsync(TenantId client, string keyId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var key = await context.Keys.FirstOrDefaultAsync(
            row => row.Id == keyId && row.ClientId == client.Value,
            cancellationToken
        );
        if (key is null)
            return false;
        key.RevokedAt ??= clock.GetUtcNow();
        await changes.SaveAsync(context, cancellationToken);
        return true;
    }
}
