using System.Collections.Concurrent;
using KgRca.Contracts.Identity;

namespace KgRca.Tenancy.Usage;

/// <summary>
/// Counts usage in memory and stores the totals of hours from time to time, under a name of its own, so that storing them
/// twice counts once. Safe for use by many threads.
/// </summary>
public sealed class UsageRecorder(UsageStore store, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(2);

    private readonly ConcurrentDictionary<(TenantId Client, DateTimeOffset Hour, Meter Meter), Counter> _counters =
        new();
    private readonly SemaphoreSlim _flushing = new(1, 1);
    private readonly string _source = Guid.NewGuid().ToString("n");

    /// <summary>Counts.</summary>
    public void Record(TenantId client, Meter meter, long quantity) =>
        _counters.GetOrAdd((client, HourOf(clock.GetUtcNow()), meter), static _ => new Counter()).Add(quantity);

    /// <summary>
    /// Stores what was counted. When that fails, nothing is lost: the next flush stores it.
    /// </summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _flushing.WaitAsync(cancellationToken);
        try
        {
            var changed = _counters
                .Select(entry => (entry.Key, Counter: entry.Value, Total: entry.Value.Total))
                .Where(entry => entry.Total > entry.Counter.Stored)
                .ToList();
            if (changed.Count > 0)
                await store.StoreAsync(
                    _source,
                    [
                        .. changed.Select(entry => new HourTotal(
                            entry.Key.Client,
                            entry.Key.Hour,
                            entry.Key.Meter,
                            entry.Total
                        )),
                    ],
                    cancellationToken
                );
            foreach (var (_, counter, total) in changed)
                counter.Stored = total;
        }
        finally
        {
            _flushing.Release();
        }
        // Long enough for a clock that is put back to go on with the hour's total.
        var kept = clock.GetUtcNow() - KeptFor;
        foreach (var (key, counter) in _counters)
            if (key.Hour < kept && counter.Total == counter.Stored)
                _counters.TryRemove(key, out _);
    }

    /// <inheritdoc/>
    public void Dispose() => _flushing.Dispose();

    private static DateTimeOffset HourOf(DateTimeOffset time) =>
        new(time.UtcDateTime.Date.AddHours(time.UtcDateTime.Hour), TimeSpan.Zero);

    private sealed class Counter
    {
        private long _total;

        public long Total => Volatile.Read(ref _total);

        /// <summary>The total that the database has.</summary>
        public long Stored { get; set; }

        public void Add(long quantity) => Interlocked.Add(ref _total, quantity);
    }
}
