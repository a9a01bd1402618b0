using KgRca.Contracts.Identity;

namespace KgRca.Tenancy.Limits;

/// <summary>Whether a request may pass.</summary>
/// <param name="IsAllowed">Whether it may.</param>
/// <param name="Limit">Requests a window; null for any number.</param>
/// <param name="Remaining">How many are left in the window.</param>
/// <param name="ResetAfter">When the next window begins.</param>
public readonly record struct RateLimitDecision(bool IsAllowed, int? Limit, int Remaining, TimeSpan ResetAfter);

/// <summary>
/// Counts clients' requests in windows of a minute that begin with the minutes of the clock. Safe for use by many
/// threads.
/// </summary>
public interface IRateLimiter
{
    /// <summary>Counts a request.</summary>
    /// <param name="client">Whose.</param>
    /// <param name="limit">Requests a window; null for any number.</param>
    /// <param name="cancellationToken">Ends the wait for a shared counter.</param>
    ValueTask<RateLimitDecision> AcquireAsync(TenantId client, int? limit, CancellationToken cancellationToken);
}
