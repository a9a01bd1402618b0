using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using KgRca.Tenancy.Administrators;

namespace KgRca.Api.Authentication;

/// <summary>
/// Checks administrators' passwords. Hashing one is slow on purpose, so a right one is remembered for a minute, by a
/// keyed hash; wrong ones are limited to ten a minute for each name and address.
/// </summary>
internal sealed class AdministratorSessions(AdministratorStore administrators, TimeProvider clock)
{
    private const int MaxFailures = 10;
    private const int MaxEntries = 10_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _verified = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Name, string Address), (DateTimeOffset Until, int Count)> _failures =
        new();

    /// <summary>Whether the password is the administrator's, and was not tried too often.</summary>
    public async Task<bool> VerifyAsync(
        string name,
        string password,
        string address,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var id = Convert.ToHexString(
            HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{name.ToLowerInvariant()}\0{password}"))
        );
        if (_verified.TryGetValue(id, out var until) && now < until)
            return true;
        var place = (name.ToLowerInvariant(), address);
        if (_failures.TryGetValue(place, out var failed) && now < failed.Until && failed.Count >= MaxFailures)
            return false;
        if (_verified.Count > MaxEntries)
            _verified.Clear();
        if (_failures.Count > MaxEntries)
            _failures.Clear();
        if (await administrators.VerifyAsync(name, password, cancellationToken))
        {
            _verified[id] = now + Lifetime;
            return true;
        }
        _failures.AddOrUpdate(
            place,
            (now + Lifetime, 1),
            (_, before) => now < before.Until ? (before.Until, before.Count + 1) : (now + Lifetime, 1)
        );
        return false;
    }
}
