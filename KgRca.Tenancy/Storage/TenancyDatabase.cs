using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace KgRca.Tenancy.Storage;

/// <summary>The database of clients, keys and usage, as a whole.</summary>
/// <param name="contexts">Opens it.</param>
/// <param name="isShared">Whether other processes use it too.</param>
public sealed class TenancyDatabase(IDbContextFactory<TenancyContext> contexts, bool isShared)
{
    private const string DuplicateDatabase = "42P04";
    private const string UniqueViolation = "23505";

    // Any number that nobody else locks in this database.
    private const long MigrationLock = 0x6b67_7263_61;

    /// <summary>Whether other processes use it too.</summary>
    public bool IsShared { get; } = isShared;

    /// <summary>
    /// Brings the tables up to date. Safe when several processes start at once, and after one that was killed
    /// meanwhile.
    /// </summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (IsShared)
            await MigrateSharedAsync(context, cancellationToken);
        else
            await MigrateOwnAsync(context, cancellationToken);
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
    /// EF Core locks for each migration by itself, but decides before the first which there are to do: the lock here is
    /// around all.
    /// </summary>
    private static async Task MigrateSharedAsync(TenancyContext context, CancellationToken cancellationToken)
    {
        await CreateAsync(context, cancellationToken);
        await context.Database.OpenConnectionAsync(cancellationToken);
        // It ends with the connection, however that ends.
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({MigrationLock})", cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({MigrationLock})", cancellationToken);
    }

    private static async Task CreateAsync(TenancyContext context, CancellationToken cancellationToken)
    {
        var creator = context.GetService<IRelationalDatabaseCreator>();
        if (await creator.ExistsAsync(cancellationToken))
            return;
        try
        {
            await creator.CreateAsync(cancellationToken);
        }
        catch (DbException exception) when (exception.SqlState is DuplicateDatabase or UniqueViolation)
        {
            // Another process has made it meanwhile.
        }
    }

    private static async Task MigrateOwnAsync(TenancyContext context, CancellationToken cancellationToken)
    {
        await using var migrating = TryLockFile(context);
        if (migrating is not null)
            await RemoveStaleLockAsync(context, cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellationToken);
    }

    /// <summary>
    /// On SQLite, EF Core locks by a row, which a process that is killed leaves there for ever. A lock on a file beside
    /// the database ends with its process: who gets it knows that the row is stale. Who does not, leaves the row to the
    /// process that is at work.
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
        if (!File.Exists(context.Database.GetDbConnection().DataSource))
            return;
        var tables = context.Database.SqlQuery<int>(
            $"SELECT count(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'"
        );
        if (await tables.SingleAsync(cancellationToken) > 0)
            await context.Database.ExecuteSqlAsync($"DELETE FROM __EFMigrationsLock", cancellationToken);
    }
}
