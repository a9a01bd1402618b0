using KgRca.Contracts.Identity;
using KgRca.Tenancy.Storage;
using Microsoft.EntityFrameworkCore;

namespace KgRca.Tenancy.Usage;

/// <summary>Usage as it stands in the database: for each client and hour the total of each source.</summary>
public sealed class UsageStore(IDbContextFactory<TenancyContext> contexts)
{
    /// <summary>The source of what is in the clients' graphs.</summary>
    public const string Graphs = "graph";

    /// <summary>
    /// Stores the totals of one source, all of them or none. Totals only grow: one that is less than what is stored
    /// changes nothing. Those of a client that was removed meanwhile are passed over.
    /// </summary>
    /// <param name="source">Who counted: 1 to 32 characters.</param>
    /// <param name="totals">The totals.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task StoreAsync(
        string source,
        IReadOnlyCollection<HourTotal> totals,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // In the same order in every process, so that two which write at once wait for each other and do not deadlock.
        var ordered = totals
            .OrderBy(total => total.Client.Value, StringComparer.Ordinal)
            .ThenBy(total => total.Hour)
            .ThenBy(total => total.Meter);
        foreach (var (client, hour, meter, quantity) in ordered)
        {
            await context.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO usage_hours (client_id, hour, meter, source, quantity)
                SELECT id, {hour.ToUnixTimeMilliseconds()}, {(int)meter}, {source}, {quantity} FROM clients WHERE id = {client.Value}
                ON CONFLICT (client_id, hour, meter, source)
                DO UPDATE SET quantity = excluded.quantity WHERE excluded.quantity > usage_hours.quantity
                """,
                cancellationToken
            );
        }
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The last hour that a source has stored of a client; null where there is none.</summary>
    public async Task<DateTimeOffset?> FindLastHourAsync(
        string source,
        TenantId client,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (
            await context
                .Usage.AsNoTracking()
                .Where(row => row.ClientId == client.Value && row.Source == source)
                .OrderByDescending(row => row.Hour)
                .FirstOrDefaultAsync(cancellationToken)
        )?.Hour;
    }

    /// <summary>A client's usage of days, both included, ordered by day and meter.</summary>
    public async Task<IReadOnlyList<UsageRecord>> ReadAsync(
        TenantId client,
        DateOnly from,
        DateOnly to,
        CancellationToken cancellationToken
    )
    {
        var first = new DateTimeOffset(from, TimeOnly.MinValue, TimeSpan.Zero);
        var last = new DateTimeOffset(to, TimeOnly.MaxValue, TimeSpan.Zero);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context
            .Usage.AsNoTracking()
            .Where(row => row.ClientId == client.Value && row.Hour >= first && row.Hour <= last)
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.GroupBy(row => (Day: DateOnly.FromDateTime(row.Hour.UtcDateTime), row.Meter))
                .OrderBy(group => group.Key.Day)
                .ThenBy(group => group.Key.Meter)
                .Select(group => new UsageRecord(
                    client,
                    group.Key.Day,
                    group.Key.Meter,
                    group.Sum(row => row.Quantity)
                )),
        ];
    }
}
