using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using KgRca.Contracts.Identity;

namespace KgRca.Api.Ingestion;

/// <summary>
/// How many bodies of a client are read at once, so that one client's flood leaves processors to the others. More wait
/// in the order in which they came.
/// </summary>
internal sealed class IngestTurns : IDisposable
{
    private const int AtOnce = 4;
    private const int Waiting = 100;

    private readonly ConcurrentDictionary<TenantId, ConcurrencyLimiter> _limiters = new();

    /// <summary>Waits for a turn. It ends as it is disposed.</summary>
    /// <returns>A lease that is not acquired where too many wait already.</returns>
    public ValueTask<RateLimitLease> WaitAsync(TenantId tenant, CancellationToken cancellationToken) =>
        _limiters
            .GetOrAdd(
                tenant,
                _ => new ConcurrencyLimiter(
                    new ConcurrencyLimiterOptions
                    {
                        PermitLimit = AtOnce,
                        QueueLimit = Waiting,
                        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
                    }
                )
            )
            .AcquireAsync(cancellationToken: cancellationToken);

    /// <summary>A client is gone. Bodies of it that are still read keep their turns.</summary>
    public void Forget(TenantId client) => _limiters.TryRemove(client, out _);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var limiter in _limiters.Values)
            limiter.Dispose();
    }
}
