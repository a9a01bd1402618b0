using System.Security.Cryptography;
using KgRca.Tenancy.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace KgRca.Tenancy.Administrators;

/// <summary>
/// The platform's operators, who sign in with a name and a password. Names do not tell small from capital letters.
/// </summary>
public sealed class AdministratorStore(IDbContextFactory<TenancyContext> contexts, TimeProvider clock)
{
    private const int PasswordLength = 24;
    private const string PasswordCharacters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    private static readonly PasswordHasher<string> Hasher = new();

    // An unknown name takes as long as a wrong password, so that names cannot be found out.
    private static readonly Lazy<string> NobodysHash = new(() =>
        Hasher.HashPassword("", RandomNumberGenerator.GetHexString(PasswordLength))
    );

    /// <summary>Whether there is an administrator of that name.</summary>
    public async Task<bool> ExistsAsync(string name, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var normalized = Normalize(name);
        return await context.Administrators.AnyAsync(row => row.Name == normalized, cancellationToken);
    }

    /// <summary>Makes an administrator if there is none of that name.</summary>
    /// <returns>The password, which is not stored and cannot be shown again; null where the administrator was
    /// there.</returns>
    public async Task<string?> EnsureAsync(string name, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var normalized = Normalize(name);
        if (await context.Administrators.AnyAsync(row => row.Name == normalized, cancellationToken))
            return null;
        var password = RandomNumberGenerator.GetString(PasswordCharacters, PasswordLength);
        context.Administrators.Add(
            new AdministratorRow
            {
                Name = normalized,
                PasswordHash = Hasher.HashPassword(normalized, password),
                CreatedAt = clock.GetUtcNow(),
            }
        );
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // Another process that started at the same time may have made it first; any other failure stays one.
            context.ChangeTracker.Clear();
            if (!await context.Administrators.AnyAsync(row => row.Name == normalized, cancellationToken))
                throw;
            return null;
        }
        return password;
    }

    /// <summary>Gives an administrator a new password, and makes it if there is none.</summary>
    /// <returns>The password, which is not stored and cannot be shown again.</returns>
    public async Task<string> ResetAsync(string name, CancellationToken cancellationToken)
    {
        var normalized = Normalize(name);
        var password = RandomNumberGenerator.GetString(PasswordCharacters, PasswordLength);
        var hash = Hasher.HashPassword(normalized, password);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var changed = await context
            .Administrators.Where(row => row.Name == normalized)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.PasswordHash, hash), cancellationToken);
        if (changed > 0)
            return password;
        return await EnsureAsync(name, cancellationToken)
            ?? throw new InvalidOperationException(
                $"Administrator {name} was created by another process at the same time."
            );
    }

    /// <summary>Whether the password is the administrator's.</summary>
    public async Task<bool> VerifyAsync(string name, string password, CancellationToken cancellationToken)
    {
        var hash = await FindHashAsync(name, cancellationToken);
        var result = Hasher.VerifyHashedPassword(Normalize(name), hash ?? NobodysHash.Value, password);
        return hash is not null && result != PasswordVerificationResult.Failed;
    }

    /// <summary>
    /// The stored hash of an administrator's password, which changes with the password; null where there is no such
    /// administrator.
    /// </summary>
    public async Task<string?> FindHashAsync(string name, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var normalized = Normalize(name);
        return await context
            .Administrators.Where(row => row.Name == normalized)
            .Select(row => row.PasswordHash)
            .FirstOrDefaultAsync(cancellationToken);
    }

    private static string Normalize(string name) => name.ToLowerInvariant();
}
