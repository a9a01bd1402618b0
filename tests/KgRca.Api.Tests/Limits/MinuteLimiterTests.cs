using KgRca.Api.Limits;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Api.Tests.Limits;

public sealed class MinuteLimiterTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Acquire_LimitReached_RefusesTheNext()
    {
        using var limiter = new MinuteLimiter(2, _clock);
        Assert.True(Acquire(limiter));
        Assert.Equal((1, TimeSpan.FromMinutes(1)), limiter.State());
        Assert.True(Acquire(limiter));
        Assert.False(Acquire(limiter));
        Assert.Equal((0, TimeSpan.FromMinutes(1)), limiter.State());
    }

    [Fact]
    public void Acquire_LastTickOfTheWindow_StillCountsToIt()
    {
        using var limiter = new MinuteLimiter(1, _clock);
        Assert.True(Acquire(limiter));
        _clock.Advance(MinuteLimiter.Window - TimeSpan.FromTicks(1));
        Assert.False(Acquire(limiter));
        Assert.Equal((0, TimeSpan.FromTicks(1)), limiter.State());
    }

    [Fact]
    public void Acquire_FirstTickOfTheNextWindow_IsAllowedAgain()
    {
        using var limiter = new MinuteLimiter(1, _clock);
        Assert.True(Acquire(limiter));
        _clock.Advance(MinuteLimiter.Window);
        Assert.True(Acquire(limiter));
    }

    [Fact]
    public void Acquire_NoLimit_IsAlwaysAllowed()
    {
        using var limiter = new MinuteLimiter(null, _clock);
        for (var i = 0; i < 20_000; i++)
            Assert.True(Acquire(limiter));
    }

    [Fact]
    public void Acquire_ManyThreadsAtOnce_AllowsExactlyTheLimit()
    {
        using var limiter = new MinuteLimiter(5_000, _clock);
        var allowed = 0;
        Parallel.For(
            0,
            8,
            _ =>
            {
                for (var i = 0; i < 1_000; i++)
                    if (Acquire(limiter))
                        Interlocked.Increment(ref allowed);
            }
        );
        Assert.Equal(5_000, allowed);
    }

    private static bool Acquire(MinuteLimiter limiter)
    {
        using var lease = limiter.AttemptAcquire();
        return lease.IsAcquired;
    }
}
