using System.Threading.RateLimiting;

namespace KgRca.Api.Limits;

/// <summary>
/// Counts the requests of the last 60 seconds in memory, second by second: a window that slides, so that no minute has
/// twice the limit around its edge. A request counts for 59 to 60 seconds. .NET's own sliding window runs on the
/// system's stopwatch instead of a <see cref="TimeProvider"/>, and does not say when there is room again.
/// </summary>
/// <param name="limit">Requests a minute; null for any number.</param>
/// <param name="clock">Says which second it is.</param>
internal sealed class MinuteLimiter(int? limit, TimeProvider clock) : BudgetLimiter
{
    private readonly Lock _lock = new();
    private readonly int[] _bySecond = new int[Seconds];
    private long _second;
    private int _used;

    /// <inheritdoc/>
    public override int? Limit => limit;

    /// <inheritdoc/>
    public override (int Remaining, TimeSpan ResetAfter) State()
    {
        lock (_lock)
        {
            var resetAfter = Advance();
            return (limit is { } max ? Math.Max(0, max - _used) : int.MaxValue, resetAfter);
        }
    }

    /// <inheritdoc/>
    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (_lock)
        {
            var resetAfter = Advance();
            if (limit is { } max && _used + permitCount > max)
                return BudgetLease.Over(max, resetAfter);
            _used += permitCount;
            _bySecond[_second % Seconds] += permitCount;
            return BudgetLease.Acquired;
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(
        int permitCount,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult(AttemptAcquireCore(permitCount));

    /// <summary>
    /// Forgets what has left the window. A clock that was put back forgets nothing, and gives nothing back.
    /// </summary>
    /// <returns>When the oldest second that counts leaves it.</returns>
    private TimeSpan Advance()
    {
        var ticks = clock.GetUtcNow().UtcTicks;
        var now = ticks / TimeSpan.TicksPerSecond;
        for (var left = Math.Min(now - _second, Seconds); left > 0; left--)
        {
            ref var oldest = ref _bySecond[(now - left + 1) % Seconds];
            _used -= oldest;
            oldest = 0;
        }
        _second = Math.Max(_second, now);
        for (var age = Seconds - 1; age >= 0; age--)
            if (_bySecond[(_second - age + Seconds) % Seconds] > 0)
                return TimeSpan.FromTicks((_second - age + Seconds) * TimeSpan.TicksPerSecond - ticks);
        return TimeSpan.Zero;
    }
}
