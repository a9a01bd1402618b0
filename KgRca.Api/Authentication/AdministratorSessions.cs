using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using KgRca.Api.Limits;
using KgRca.Tenancy.Administrators;

namespace KgRca.Api.Authentication;

/// <summary>
/// Checks administrators' passwords. Hashing one is slow on purpose, so attempts are limited before anything is hashed:
/// each address has ten a minute, all together have 300. A password that was right once costs no attempt until it is
/// changed: it is known again by a keyed hash, so whoever guesses locks nobody out.
/// </summary>
internal sealed class AdministratorSessions(AdministratorStore administrators, TimeProvider clock) : IDisposable
{
    private const int AttemptsOfAddress = 10;
    private const int AttemptsInAll = 300;
    private const int MaxEntries = 10_000;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, string> _hashOfRight = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, MinuteLimiter> _addresses = new(StringComparer.Ordinal);
    private readonly MinuteLimiter _all = new(AttemptsInAll, clock);

    /// <summary>Says whether the password is the administrator's.</summary>
    public async Task<SignIn> VerifyAsync(
        string name,
        string password,
        string address,
        CancellationToken cancellationToken
    )
    {
        var id = Convert.ToHexString(
            HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{name.ToLowerInvariant()}\0{password}"))
        );
        if (
            _hashOfRight.TryGetValue(id, out var known)
            && await administrators.FindHashAsync(name, cancellationToken) == known
        )
            return SignIn.Right;
        if (!MayTry(address))
            return SignIn.TooManyAttempts;
        if (!await administrators.VerifyAsync(name, password, cancellationToken))
            return SignIn.Wrong;
        if (await administrators.FindHashAsync(name, cancellationToken) is { } hash)
            Remember(_hashOfRight, id, hash);
        return SignIn.Right;
    }

    /// <inheritdoc/>
    public void Dispose() => _all.Dispose();

    private bool MayTry(string address)
    {
        if (!_addresses.TryGetValue(address, out var own))
            Remember(_addresses, address, own = new MinuteLimiter(AttemptsOfAddress, clock));
        using var ofAddress = own.AttemptAcquire();
        if (!ofAddress.IsAcquired)
            return false;
        using var ofAll = _all.AttemptAcquire();
        return ofAll.IsAcquired;
    }

    private static void Remember<T>(ConcurrentDictionary<string, T> entries, string key, T value)
    {
        if (entries.Count >= MaxEntries)
            entries.Clear();
        entries[key] = value;
    }
}

/// <summary>What came of an attempt to sign in.</summary>
internal enum SignIn
{
    /// <summary>The password is the administrator's.</summary>
    Right,

    /// <summary>The name or the password is wrong.</summary>
    Wrong,

    /// <summary>It was not looked at: there were too many attempts.</summary>
    TooManyAttempts,
}
