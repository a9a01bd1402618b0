using System.Threading.RateLimiting;

namespace KgRca.Api.Limits;

/// <summary>
/// A budget that all replicas share, counted in Redis by the rule of <see cref="MinuteLimiter"/>. While Redis does not
/// answer, each replica counts for itself, or lets nothing through.
/// </summary>
/// <param name="counts">The counts in Redis.</param>
/// <param name="budget">The budget's name, of a client.</param>
/// <param name="limit">Requests in the window.</param>
/// <param name="ownCount">Counts in this replica while Redis does not answer; null to refuse.</param>
internal sealed class RedisLimiter(RedisCounts counts, string budget, int limit, MinuteLimiter? ownCount)
    : BudgetLimiter
{
    private volatile Answer _last = new(limit, TimeSpan.Zero);

    /// <inheritdoc/>
    public override int? Limit => limit;

    /// <inheritdoc/>
    /// <remarks>As of this replica's latest request.</remarks>
    public override (int Remaining, TimeSpan ResetAfter) State() => (_last.Remaining, _last.ResetAfter);

    /// <inheritdoc/>
    /// <remarks>Never acquired: the middleware then asks again and waits for the answer.</remarks>
    protected override RateLimitLease AttemptAcquireCore(int permitCount) => BudgetLease.Over(limit, TimeSpan.Zero);

    /// <inheritdoc/>
    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(
        int permitCount,
        CancellationToken cancellationToken
    )
    {
        if (await counts.TakeAsync(budget, limit) is { } count)
        {
            _last = new Answer(count.Remaining, count.ResetAfter);
            return count.IsAcquired ? BudgetLease.Acquired : BudgetLease.Over(limit, count.ResetAfter);
        }
        if (ownCount is null)
            return BudgetLease.Uncounted(RedisCounts.Pause);
        var lease = ownCount.AttemptAcquire(permitCount);
        var (remaining, resetAfter) = ownCount.State();
        _last = new Answer(remaining, resetAfter);
        return lease;
    }

    private sealed record Answer(int Remaining, TimeSpan ResetAfter);
}
