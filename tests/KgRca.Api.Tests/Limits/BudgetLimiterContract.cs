using KgRca.Api.Limits;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Api.Tests.Limits;

/// <summary>What holds of a minute's limit, wherever its requests are counted.</summary>
public abstract class BudgetLimiterContract
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero));

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract Task<BudgetLimiter> CreateAsync(int limit, TimeProvider clock);

    [Fact]
    public async Task Acquire_LimitReached_RefusesTheNext()
    {
        using var limiter = await CreateAsync(2, _clock);
        Assert.True(await AcquireAsync(limiter));
        Assert.Equal((1, TimeSpan.FromMinutes(1)), limiter.State());
        Assert.True(await AcquireAsync(limiter));
        Assert.False(await AcquireAsync(limiter));
        Assert.Equal((0, TimeSpan.FromMinutes(1)), limiter.State());
    }

    [Fact]
    public async Task Acquire_BeforeTheMinuteIsOver_IsRefusedUntilTheOldestLeaves()
    {
        using var limiter = await CreateAsync(1, _clock);
        Assert.True(await AcquireAsync(limiter));
        _clock.Advance(BudgetLimiter.Window - TimeSpan.FromMicroseconds(1));
        Assert.False(await AcquireAsync(limiter));
        Assert.Equal((0, TimeSpan.FromMicroseconds(1)), limiter.State());
        _clock.Advance(TimeSpan.FromMicroseconds(1));
        Assert.True(await AcquireAsync(limiter));
    }

    [Fact]
    public async Task Acquire_AroundTheEdgeOfAMinute_AllowsTheLimitOnceOnly()
    {
        using var limiter = await CreateAsync(10, _clock);
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(10, await AcquireAsync(limiter, 20));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, await AcquireAsync(limiter, 20));
    }

    [Fact]
    public async Task Acquire_AfterHours_HasTheWholeLimitAgain()
    {
        using var limiter = await CreateAsync(3, _clock);
        Assert.Equal(3, await AcquireAsync(limiter, 5));
        _clock.Advance(TimeSpan.FromHours(5));
        Assert.Equal(3, await AcquireAsync(limiter, 5));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Acquire_AtAnyTimes_NeverAllowsMoreThanTheLimitInAMinute(int seed)
    {
        var random = new Random(seed);
        using var limiter = await CreateAsync(20, _clock);
        var allowed = new List<DateTimeOffset>();
        for (var i = 0; i < 5_000; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(random.Next(2_000)));
            var now = _clock.GetUtcNow();
            var within = allowed.Count(time => time > now - BudgetLimiter.Window);
            if (await AcquireAsync(limiter))
                allowed.Add(now);
            else
                Assert.True(within >= 20, $"{within} in the last minute");
            Assert.True(allowed.Count(time => time > now - TimeSpan.FromSeconds(59)) <= 20);
        }
    }

    [Fact]
    public async Task Acquire_ClockPutBack_GivesNothingBack()
    {
        var clock = new SettableClock(new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero));
        using var limiter = await CreateAsync(1, clock);
        Assert.True(await AcquireAsync(limiter));
        clock.Now -= TimeSpan.FromHours(1);
        Assert.False(await AcquireAsync(limiter));
    }

    [Fact]
    public async Task Acquire_ManyThreadsAtOnce_AllowsExactlyTheLimit()
    {
        using var limiter = await CreateAsync(5_000, _clock);
        var allowed = 0;
        await Parallel.ForAsync(
            0,
            8_000,
            Cancellation,
            async (_, _) =>
            {
                if (await AcquireAsync(limiter))
                    Interlocked.Increment(ref allowed);
            }
        );
        Assert.Equal(5_000, allowed);
    }

    private protected static async Task<bool> AcquireAsync(BudgetLimiter limiter)
    {
        using var lease = await limiter.AcquireAsync(cancellationToken: Cancellation);
        return lease.IsAcquired;
    }

    private static async Task<int> AcquireAsync(BudgetLimiter limiter, int times)
    {
        var acquired = 0;
        for (var i = 0; i < times; i++)
            if (await AcquireAsync(limiter))
                acquired++;
        return acquired;
    }

    private sealed class SettableClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
