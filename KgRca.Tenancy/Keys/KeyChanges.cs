using KgRca.Tenancy.Storage;
using Microsoft.EntityFrameworkCore;

namespace KgRca.Tenancy.Keys;

/// <summary>
/// Tells caches that keys may be decided otherwise than before. A change raises a number in the database in its own
/// transaction, and caches of this process are emptied as it commits; those of other processes see the number rise.
/// </summary>
public sealed class KeyChanges(IDbContextFactory<TenancyContext> contexts, DiskReserve reserve)
{
    private long _seen = -1;

    /// <summary>Raised when keys may have changed, here or elsewhere.</summary>
    internal event Action? Changed;

    /// <summary>Saves what was changed in a context, and tells everyone.</summary>
    internal async Task SaveAsync(TenancyContext context, CancellationToken cancellationToken)
    {
        await reserve.WriteAsync(token => WriteAsync(context, token), cancellationToken);
        context.ChangeTracker.AcceptAllChanges();
        Changed?.Invoke();
    }

    private static async Task WriteAsync(TenancyContext context, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // What was changed stays to be saved until it is committed.
        await context.SaveChangesAsync(acceptAllChangesOnSuccess: false, cancellationToken);
        await context
            .Versions.Where(row => row.Name == VersionRow.Keys)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Value, row => row.Value + 1), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Looks whether another process has changed keys.</summary>
    internal async Task PollAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var value = await context
            .Versions.Where(row => row.Name == VersionRow.Keys)
            .Select(row => row.Value)
            .FirstOrDefaultAsync(cancellationToken);
        // The first look counts as a change: keys may have changed after a cache was filled and before it.
        if (Interlocked.Exchange(ref _seen, value) != value)
            Changed?.Invoke();
    }
}
