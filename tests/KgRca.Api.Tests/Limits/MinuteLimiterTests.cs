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
    public void Acquire_BeforeTheMinuteIsOver_IsRefusedUntilTheOldestLeaves()
    {
        using var limiter = new MinuteLimiter(1, _clock);
        Assert.True(Acquire(limiter));
        _clock.Advance(MinuteLimiter.Window - TimeSpan.FromTicks(1));
        Assert.False(Acquire(limiter));
        Assert.Equal((0, TimeSpan.FromTicks(1)), limiter.State());
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.True(Acquire(limiter));
    }

    [Fact]
    public void Acquire_AroundTheEdgeOfAMinute_AllowsTheLimitOnceOnly()
    {
        using var limiter = new MinuteLimiter(10, _clock);
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(10, Enumerable.Range(0, 20).Count(_ => Acquire(limiter)));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, Enumerable.Range(0, 20).Count(_ => Acquire(limiter)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Acquire_AtAnyTimes_NeverAllowsMoreThanTheLimitInAMinute(int seed)
    {
        var random = new Random(seed);
        using var limiter = new MinuteLimiter(20, _clock);
        var allowed = new List<DateTimeOffset>();
        for (var i = 0; i < 5_000; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(random.Next(2_000)));
            var now = _clock.GetUtcNow();
            var within = allowed.Count(time => time > now - MinuteLimiter.Window);
            if (Acquire(limiter))
                allowed.Add(now);
            else
                Assert.True(within >= 20, $"{within} in the last minute");
            Assert.True(allowed.Count(time => time > now - TimeSpan.FromSeconds(59)) <= 20);
        }
    }

    [Fact]
    public void Acquire_ClockPutBack_GivesNothingBack()
    {
        var clock = new SettableClock(new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero));
        using var limiter = new MinuteLimiter(1, clock);
        Assert.True(Acquire(limiter));
        clock.Now -= TimeSpan.FromHours(1);
        Assert.False(Acquire(limiter));
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

    private sealed class SettableClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
