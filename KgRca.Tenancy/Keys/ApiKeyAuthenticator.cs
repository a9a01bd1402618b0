using System.Collections.Concurrent;
using System.Security.Cryptography;
using KgRca.Contracts.Identity;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Storage;
using Microsoft.EntityFrameworkCore;

namespace KgRca.Tenancy.Keys;

/// <summary>
/// Says whose a key is. A client's keys are read together and kept in memory until keys change, so that wrong keys of a
/// client cost no look-up; that there is no such client is remembered for some seconds. Safe for use by many threads.
/// </summary>
public sealed class ApiKeyAuthenticator : IDisposable
{
    private const int MaxUnknown = 10_000;
    private static readonly TimeSpan UnknownLifetime = TimeSpan.FromSeconds(10);

    private readonly IDbContextFactory<TenancyContext> _contexts;
    private readonly KeyChanges _changes;
    private readonly TimeProvider _clock;
    private Cache _cache = new();

    /// <summary>An authenticator with an empty cache.</summary>
    public ApiKeyAuthenticator(IDbContextFactory<TenancyContext> contexts, KeyChanges changes, TimeProvider clock)
    {
        (_contexts, _changes, _clock) = (contexts, changes, clock);
        _changes.Changed += Clear;
    }

    /// <summary>Whose a key is.</summary>
    /// <param name="secret">The key as it was sent.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <returns>Null for a key that is malformed, unknown, revoked or expired, and for one of a suspended client,
    /// without telling which.</returns>
    public async ValueTask<AuthenticatedClient?> AuthenticateAsync(string secret, CancellationToken cancellationToken)
    {
        if (!KeyFormat.TryParse(secret, out var client))
            return null;
        var keys = await KeysOfAsync(client, cancellationToken);
        var hash = KeyFormat.Hash(secret);
        var found = Array.Find(keys, key => CryptographicOperations.FixedTimeEquals(key.Hash, hash));
        return found is not null && _clock.GetUtcNow() < found.ExpiresAt ? found.Client : null;
    }

    /// <summary>Whether the key that a request came with is still valid: neither revoked nor expired since.</summary>
    public async ValueTask<bool> IsValidAsync(AuthenticatedClient client, CancellationToken cancellationToken)
    {
        var keys = await KeysOfAsync(client.Client, cancellationToken);
        var found = Array.Find(keys, key => key.Client.KeyId == client.KeyId);
        return found is not null && _clock.GetUtcNow() < found.ExpiresAt;
    }

    /// <inheritdoc/>
    public void Dispose() => _changes.Changed -= Clear;

    private void Clear() => Volatile.Write(ref _cache, new Cache());

    private async ValueTask<KnownKey[]> KeysOfAsync(TenantId client, CancellationToken cancellationToken)
    {
        // The cache that the answer goes into is chosen before the database is asked: a change in between empties the
        // one in use, and the answer is lost with it.
        var cache = Volatile.Read(ref _cache);
        if (cache.Known.TryGetValue(client, out var known))
            return known;
        var now = _clock.GetUtcNow();
        if (cache.Unknown.TryGetValue(client, out var until) && now < until)
            return [];
        if (await LookUpAsync(client, cancellationToken) is { } keys)
            return cache.Known.GetOrAdd(client, keys);
        if (cache.Unknown.Count >= MaxUnknown)
            cache.Unknown.Clear();
        cache.Unknown[client] = now + UnknownLifetime;
        return [];
    }

    /// <summary>The keys of an active client that are not revoked; null where there is no such client.</summary>
    private async Task<KnownKey[]?> LookUpAsync(TenantId client, CancellationToken cancellationToken)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        if (
            await context.Clients.AsNoTracking().FirstOrDefaultAsync(row => row.Id == client.Value, cancellationToken)
            is not { Status: ClientStatus.Active } owner
        )
            return null;
        var keys = await context
            .Keys.AsNoTracking()
            .Where(key => key.ClientId == client.Value && key.RevokedAt == null)
            .Select(key => new
            {
                key.Id,
                key.Hash,
                key.Permissions,
                key.ExpiresAt,
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. keys.Select(key => new KnownKey(
                key.Hash,
                new AuthenticatedClient(client, key.Id, key.Permissions, owner.Plan),
                key.ExpiresAt ?? DateTimeOffset.MaxValue
            )),
        ];
    }

    private sealed class Cache
    {
        public ConcurrentDictionary<TenantId, KnownKey[]> Known { get; } = new();

        public ConcurrentDictionary<TenantId, DateTimeOffset> Unknown { get; } = new();
    }

    private sealed record KnownKey(byte[] Hash, AuthenticatedClient Client, DateTimeOffset ExpiresAt);
}
