using System.Threading.RateLimiting;

namespace KgRca.Api.Limits;

/// <summary>A limit of requests in 60 seconds. Safe for use by many threads.</summary>
internal abstract class BudgetLimiter : RateLimiter
{
    /// <summary>How long a request counts.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(Seconds);

    /// <summary><see cref="Window"/> in seconds.</summary>
    protected const int Seconds = 60;

    /// <summary>Requests in the window; null for any number.</summary>
    public abstract int? Limit { get; }

    /// <inheritdoc/>
    public sealed override TimeSpan? IdleDuration => null;

    /// <summary>
    /// How many requests are left, and when the oldest that counts no longer does; zero where none counts.
    /// </summary>
    public abstract (int Remaining, TimeSpan ResetAfter) State();

    /// <inheritdoc/>
    public sealed override RateLimiterStatistics? GetStatistics() =>
        new() { CurrentAvailablePermits = State().Remaining };
}

/// <summary>Whether a request is within its budget; if not, when to try again.</summary>
internal sealed class BudgetLease : RateLimitLease
{
    public static readonly BudgetLease Acquired = new(isAcquired: true);

    private BudgetLease(bool isAcquired) => IsAcquired = isAcquired;

    /// <inheritdoc/>
    public override bool IsAcquired { get; }

    /// <summary>Requests in a minute; null where they cannot be counted now.</summary>
    public int? Limit { get; private init; }

    public TimeSpan RetryAfter { get; private init; }

    /// <inheritdoc/>
    public override IEnumerable<string> MetadataNames => IsAcquired ? [] : [MetadataName.RetryAfter.Name];

    /// <summary>The limit is reached.</summary>
    public static BudgetLease Over(int limit, TimeSpan retryAfter) =>
        new(isAcquired: false) { Limit = limit, RetryAfter = retryAfter };

    /// <summary>Requests cannot be counted now, and the plan lets none through uncounted.</summary>
    public static BudgetLease Uncounted(TimeSpan retryAfter) => new(isAcquired: false) { RetryAfter = retryAfter };

    /// <inheritdoc/>
    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = !IsAcquired && metadataName == MetadataName.RetryAfter.Name ? RetryAfter : null;
        return metadata is not null;
    }
}
