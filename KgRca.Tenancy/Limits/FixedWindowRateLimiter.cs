using System.Collections.Concurrent;
using KgRca.Contracts.Identity;

namespace KgRca.Tenancy.Limits;

/// <summary>Counts in the memory of this process. Clients of the window before are forgotten with it.</summary>
public sealed class FixedWindowRateLimiter(TimeProvider clock) : IRateLimiter
{
    private Window _window = new(0);

    /// <inheritdoc/>
    public ValueTask<RateLimitDecision> AcquireAsync(TenantId client, int? limit, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcTicks;
        var start = now - now % TimeSpan.TicksPerMinute;
        var resetAfter = TimeSpan.FromTicks(start + TimeSpan.TicksPerMinute - now);
        if (limit is not { } max)
            return ValueTask.FromResult(new RateLimitDecision(true, null, int.MaxValue, resetAfter));
        var counter = WindowAt(start).Counters.GetOrAdd(client, static _ => new Counter());
        var used = counter.Increment();
        return ValueTask.FromResult(new RateLimitDecision(used <= max, max, (int)Math.Max(0, max - used), resetAfter));
    }

    private Window WindowAt(long start)
    {
        while (true)
        {
            var window = Volatile.Read(ref _window);
            if (window.Start >= start)
                return window;
            Interlocked.CompareExchange(ref _window, new Window(start), window);
        }
    }

    private sealed class Window(long start)
    {
        public long Start { get; } = start;

        public ConcurrentDictionary<TenantId, Counter> Counters { get; } = new();
    }

    private sealed class Counter
    {
        private long _used;

        public long Increment() => Interlocked.Increment(ref _used);
    }
}
