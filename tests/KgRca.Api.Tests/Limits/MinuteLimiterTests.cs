using KgRca.Api.Limits;

namespace KgRca.Api.Tests.Limits;

public sealed class MinuteLimiterTests : BudgetLimiterContract
{
    [Fact]
    public async Task Acquire_NoLimit_IsAlwaysAllowed()
    {
        using var limiter = new MinuteLimiter(null, TimeProvider.System);
        for (var i = 0; i < 20_000; i++)
            Assert.True(await AcquireAsync(limiter));
    }

    private protected override Task<BudgetLimiter> CreateAsync(int limit, TimeProvider clock) =>
        Task.FromResult<BudgetLimiter>(new MinuteLimiter(limit, clock));
}
