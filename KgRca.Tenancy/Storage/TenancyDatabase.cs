using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace KgRca.Tenancy.Storage;

/// <summary>The database of clients, keys and usage, as a whole.</summary>
/// <param name="contexts">Opens it.</param>
/// <param name="isShared">Whether other processes use it too.</param>
public sealed class TenancyDatabase(IDbContextFactory<TenancyContext> contexts, bool isShared)
{
    private const string DuplicateDatabase = "42P04";
    private const string UniqueViolation = "23505";

    /// <summary>Whether other processes use it too.</summary>
    public bool IsShared { get; } = isShared;

    /// <summary>Brings the tables up to date. Safe when several processes start at once, and after one that was killed meanwhile.</summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var migrating = IsShared ? null : TryLockFile(context);
        if (migrating is not null) await RemoveStaleLockAsync(context, cancellationToken);
        try
        {
            await context.Database.MigrateAsync(cancellationToken);
        }
        catch (DbException exception) when (exception.SqlState is DuplicateDatabase or UniqueViolation)
        {
            // Another process has made the PostgreSQL database between EF Core's look and its CREATE; what is left is to migrate it.
            await context.Database.MigrateAsync(cancellationToken);
        }
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

    /// <summary>
    /// On SQLite, EF Core locks by a row, which a process that is killed leaves there for ever. A lock on a file beside the database ends with its process:
    /// who gets it knows that the row is stale. Who does not, leaves the row to the process that is at work.
    /// </summary>
    private static FileStream? TryLockFile(TenancyContext context)
    {
        try
        {
            var path = $"{context.Database.GetDbConnection().DataSource}.migrating";
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task RemoveStaleLockAsync(TenancyContext context, CancellationToken cancellationToken)
    {
        if (!File.Exists(context.Database.GetDbConnection().DataSource)) return;
        var tables = context.Database.SqlQuery<int>($"SELECT count(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'");
        if (await tables.SingleAsync(cancellationToken) > 0)
            await context.Database.ExecuteSqlAsync($"DELETE FROM __EFMigrationsLock", cancellationToken);
    }
}
