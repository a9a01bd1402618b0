using System.Collections.Concurrent;
using System.Security.Cryptography;
using KgRca.Contracts.Identity;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Storage;
using Microsoft.EntityFrameworkCore;

namespace KgRca.Tenancy.Keys;

/// <summary>
/// Says whose a key is. Answers are kept in memory, by the hash of the key, until keys change; unknown keys too, so that a flood of them does not reach the database.
/// Safe for use by many threads.
/// </summary>
public sealed class ApiKeyAuthenticator : IDisposable
{
    private const int MaxEntries = 100_000;
    private static readonly TimeSpan UnknownLifetime = TimeSpan.FromSeconds(10);

    private readonly IDbContextFactory<TenancyContext> _contexts;
    private readonly KeyChanges _changes;
    private readonly TimeProvider _clock;
    private ConcurrentDictionary<UInt128, Entry> _entries = new();

    /// <summary>An authenticator with an empty cache.</summary>
    public ApiKeyAuthenticator(IDbContextFactory<TenancyContext> contexts, KeyChanges changes, TimeProvider clock)
    {
        (_contexts, _changes, _clock) = (contexts, changes, clock);
        _changes.Changed += Clear;
    }

    /// <summary>Whose a key is.</summary>
    /// <param name="secret">The key as it was sent.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <returns>Null for a key that is malformed, unknown, revoked or expired, and for one of a suspended client, without telling which.</returns>
    public async ValueTask<AuthenticatedClient?> AuthenticateAsync(string secret, CancellationToken cancellationToken)
    {
        if (!KeyFormat.TryParse(secret, out var client)) return null;
        var hash = KeyFormat.Hash(secret);
        var slot = new UInt128(BitConverter.ToUInt64(hash, 0), BitConverter.ToUInt64(hash, 8));
        // The cache that the answer goes into is chosen before the database is asked: a change in between empties the one in use, and the answer is lost with it.
        var entries = Volatile.Read(ref _entries);
        var now = _clock.GetUtcNow();
        if (!entries.TryGetValue(slot, out var entry) || now >= entry.ValidUntil || !CryptographicOperations.FixedTimeEquals(entry.Hash, hash))
        {
            entry = await LookUpAsync(client, hash, now, cancellationToken);
            if (entries.Count >= MaxEntries) entries.Clear();
            entries[slot] = entry;
        }
        return now < entry.ExpiresAt ? entry.Client : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _changes.Changed -= Clear;

    private void Clear() => Volatile.Write(ref _entries, new ConcurrentDictionary<UInt128, Entry>());

    private async Task<Entry> LookUpAsync(TenantId client, byte[] hash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        var keys = await context.Keys.AsNoTracking().Where(key => key.ClientId == client.Value && key.RevokedAt == null)
            .Select(key => new { key.Id, key.Hash, key.Permissions, key.ExpiresAt }).ToListAsync(cancellationToken);
        var owner = await context.Clients.AsNoTracking().FirstOrDefaultAsync(row => row.Id == client.Value, cancellationToken);
        var key = keys.Find(row => CryptographicOperations.FixedTimeEquals(row.Hash, hash));
        return key is null || owner is not { Status: ClientStatus.Active }
            ? new Entry(hash, null, DateTimeOffset.MaxValue, now + UnknownLifetime)
            : new Entry(hash, new AuthenticatedClient(client, key.Id, key.Permissions, owner.Plan), key.ExpiresAt ?? DateTimeOffset.MaxValue, DateTimeOffset.MaxValue);
    }

    private sealed record Entry(byte[] Hash, AuthenticatedClient? Client, DateTimeOffset ExpiresAt, DateTimeOffset ValidUntil);
}
