using System.Collections.Concurrent;
using KgRca.Contracts.Identity;
using KgRca.Tenancy.Storage;
using Microsoft.EntityFrameworkCore;

namespace KgRca.Tenancy.Usage;

/// <summary>
/// Counts usage in memory and adds it to the database from time to time. Safe for use by many threads.
/// </summary>
public sealed class UsageRecorder(IDbContextFactory<TenancyContext> contexts, TimeProvider clock) : IDisposable
{
    private readonly ConcurrentDictionary<(TenantId Client, DateOnly Day, Meter Meter), Counter> _counters = new();
    private readonly SemaphoreSlim _flushing = new(1, 1);

    /// <summary>Counts.</summary>
    public void Record(TenantId client, Meter meter, long quantity) =>
        _counters
            .GetOrAdd((client, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), meter), static _ => new Counter())
            .Add(quantity);

    /// <summary>
    /// Adds what was counted to the database. When that fails, nothing is lost: the next flush adds it.
    /// </summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _flushing.WaitAsync(cancellationToken);
        var taken = new List<((TenantId Client, DateOnly Day, Meter Meter) Key, Counter Counter, long Quantity)>();
        try
        {
            foreach (var (key, counter) in _counters)
                if (counter.Take() is > 0 and var quantity)
                    taken.Add((key, counter, quantity));
            if (taken.Count > 0)
                await AddAsync([.. taken.Select(item => (item.Key, item.Quantity))], cancellationToken);
        }
        catch
        {
            foreach (var (_, counter, quantity) in taken)
                counter.Add(quantity);
            throw;
        }
        finally
        {
            _flushing.Release();
        }
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        foreach (var (key, counter) in _counters)
            if (key.Day < today.AddDays(-1) && counter.IsEmpty)
                _counters.TryRemove(key, out _);
    }

    /// <inheritdoc/>
    public void Dispose() => _flushing.Dispose();

    private async Task AddAsync(
        IReadOnlyList<((TenantId Client, DateOnly Day, Meter Meter) Key, long Quantity)> usage,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // In the same order in every process, so that two which write at once wait for each other and do not deadlock.
        var ordered = usage
            .OrderBy(item => item.Key.Client.Value, StringComparer.Ordinal)
            .ThenBy(item => item.Key.Day)
            .ThenBy(item => item.Key.Meter);
        foreach (var ((client, day, meter), quantity) in ordered)
        {
            // A client that was removed meanwhile has no row to refer to, and its usage goes with it.
            await context.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO usage (client_id, day, meter, quantity) SELECT id, {day}, {(int)meter}, {quantity} FROM clients WHERE id = {client.Value}
                ON CONFLICT (client_id, day, meter) DO UPDATE SET quantity = usage.quantity + excluded.quantity
                """,
                cancellationToken
            );
        }
        await transaction.CommitAsync(cancellationToken);
    }

    private sealed class Counter
    {
        private long _value;

        public bool IsEmpty => Volatile.Read(ref _value) == 0;

        public void Add(long quantity) => Interlocked.Add(ref _value, quantity);

        public long Take() => Interlocked.Exchange(ref _value, 0);
    }
}

/// <summary>Usage as it stands in the database.</summary>
public sealed class UsageStore(IDbContextFactory<TenancyContext> contexts)
{
    /// <summary>A client's usage of days, both included, ordered by day and meter.</summary>
    public async Task<IReadOnlyList<UsageRecord>> ReadAsync(
        TenantId client,
        DateOnly from,
        DateOnly to,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context
            .Usage.AsNoTracking()
            .Where(row => row.ClientId == client.Value && row.Day >= from && row.Day <= to)
            .OrderBy(row => row.Day)
            .ThenBy(row => row.Meter)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => new UsageRecord(client, row.Day, row.Meter, row.Quantity))];
    }
}
