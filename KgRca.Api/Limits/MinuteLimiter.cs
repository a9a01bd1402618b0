using System.Threading.RateLimiting;

namespace KgRca.Api.Limits;

/// <summary>
/// Counts requests in windows that begin with the minutes of the clock. .NET's own fixed window runs on the system's
/// stopwatch instead of a <see cref="TimeProvider"/>, and does not say when its window ends. Safe for use by many
/// threads.
/// </summary>
/// <param name="limit">Requests a window; null for any number.</param>
/// <param name="clock">Says which minute it is.</param>
internal sealed class MinuteLimiter(int? limit, TimeProvider clock) : RateLimiter
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long _window;
    private int _used;

    public int? Limit => limit;

    /// <inheritdoc/>
    public override TimeSpan? IdleDuration => null;

    /// <summary>How many requests are left in the window, and when the next one begins.</summary>
    public (int Remaining, TimeSpan ResetAfter) State()
    {
        lock (_lock)
        {
            var resetAfter = Advance();
            return (limit is { } max ? Math.Max(0, max - _used) : int.MaxValue, resetAfter);
        }
    }

    /// <inheritdoc/>
    public override RateLimiterStatistics? GetStatistics() => new() { CurrentAvailablePermits = State().Remaining };

    /// <inheritdoc/>
    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (_lock)
        {
            var resetAfter = Advance();
            if (limit is { } max && _used + permitCount > max)
                return new MinuteLease(isAcquired: false, max, resetAfter);
            _used += permitCount;
            return MinuteLease.Acquired;
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(
        int permitCount,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult(AttemptAcquireCore(permitCount));

    /// <returns>When the next window begins.</returns>
    private TimeSpan Advance()
    {
        var now = clock.GetUtcNow().UtcTicks;
        var elapsed = now % Window.Ticks;
        var window = now - elapsed;
        if (window != _window)
            (_window, _used) = (window, 0);
        return TimeSpan.FromTicks(Window.Ticks - elapsed);
    }
}

/// <summary>Whether a request may pass; if not, why, and when to try again.</summary>
internal sealed class MinuteLease(bool isAcquired, int limit, TimeSpan retryAfter) : RateLimitLease
{
    public static readonly MinuteLease Acquired = new(isAcquired: true, 0, TimeSpan.Zero);

    public int Limit => limit;

    public TimeSpan RetryAfter => retryAfter;

    /// <inheritdoc/>
    public override bool IsAcquired => isAcquired;

    /// <inheritdoc/>
    public override IEnumerable<string> MetadataNames => isAcquired ? [] : [MetadataName.RetryAfter.Name];

    /// <inheritdoc/>
    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = !isAcquired && metadataName == MetadataName.RetryAfter.Name ? retryAfter : null;
        return metadata is not null;
    }
}
