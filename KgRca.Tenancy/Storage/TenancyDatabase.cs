using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace KgRca.Tenancy.Storage;

/// <summary>The database of clients, keys and usage, as a whole.</summary>
/// <param name="contexts">Opens it.</param>
/// <param name="isShared">Whether other processes use it too.</param>
public sealed class TenancyDatabase(IDbContextFactory<TenancyContext> contexts, bool isShared)
{
    /// <summary>Whether other processes use it too.</summary>
    public bool IsShared { get; } = isShared;

    /// <summary>Brings the tables up to date. Safe when several processes start at once: the provider locks.</summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
        if (!IsShared) await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellationToken);
    }

    /// <summary>What keeps the database from answering; null when it answers.</summary>
    public async Task<string?> FindFailureAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            await context.Versions.AnyAsync(cancellationToken);
            return null;
        }
        catch (Exception exception) when (exception is DbException or InvalidOperationException or TimeoutException)
        {
            return exception.Message;
        }
    }
}
