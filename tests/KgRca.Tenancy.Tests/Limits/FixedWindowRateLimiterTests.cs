using KgRca.Contracts.Identity;
using KgRca.Tenancy.Limits;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Tenancy.Tests.Limits;

public sealed class FixedWindowRateLimiterTests
{
    private static readonly TenantId Client = TenantId.Parse("client-acme-abc234");
    private static readonly TenantId Other = TenantId.Parse("client-other-abc234");

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero));
    private readonly FixedWindowRateLimiter _limiter;

    public FixedWindowRateLimiterTests() => _limiter = new FixedWindowRateLimiter(_clock);

    [Fact]
    public async Task Acquire_LimitReached_RefusesTheNext()
    {
        Assert.Equal(new RateLimitDecision(true, 2, 1, TimeSpan.FromMinutes(1)), await AcquireAsync(Client, 2));
        Assert.Equal(new RateLimitDecision(true, 2, 0, TimeSpan.FromMinutes(1)), await AcquireAsync(Client, 2));
        Assert.Equal(new RateLimitDecision(false, 2, 0, TimeSpan.FromMinutes(1)), await AcquireAsync(Client, 2));
    }

    [Fact]
    public async Task Acquire_LastTickOfTheWindow_StillCountsToIt()
    {
        await AcquireAsync(Client, 1);
        _clock.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        Assert.Equal(new RateLimitDecision(false, 1, 0, TimeSpan.FromTicks(1)), await AcquireAsync(Client, 1));
    }

    [Fact]
    public async Task Acquire_FirstTickOfTheNextWindow_IsAllowedAgain()
    {
        await AcquireAsync(Client, 1);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(new RateLimitDecision(true, 1, 0, TimeSpan.FromMinutes(1)), await AcquireAsync(Client, 1));
    }

    [Fact]
    public async Task Acquire_OtherClientAtItsLimit_IsNotAffected()
    {
        await AcquireAsync(Other, 1);
        Assert.False((await AcquireAsync(Other, 1)).IsAllowed);
        Assert.True((await AcquireAsync(Client, 1)).IsAllowed);
    }

    [Fact]
    public async Task Acquire_NoLimit_IsAlwaysAllowed()
    {
        for (var i = 0; i < 20_000; i++)
            Assert.True((await AcquireAsync(Client, null)).IsAllowed);
    }

    [Fact]
    public async Task Acquire_ManyThreadsAtOnce_AllowsExactlyTheLimit()
    {
        var allowed = 0;
        await Parallel.ForAsync(
            0,
            8,
            TestContext.Current.CancellationToken,
            async (_, _) =>
            {
                for (var i = 0; i < 1_000; i++)
                    if ((await AcquireAsync(Client, 5_000)).IsAllowed)
                        Interlocked.Increment(ref allowed);
            }
        );
        Assert.Equal(5_000, allowed);
    }

    [Fact]
    public async Task Acquire_KnownClient_AllocatesNothing()
    {
        await AcquireAsync(Client, 1_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            await AcquireAsync(Client, 1_000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private ValueTask<RateLimitDecision> AcquireAsync(TenantId client, int? limit) =>
        _limiter.AcquireAsync(client, limit, TestContext.Current.CancellationToken);
}
