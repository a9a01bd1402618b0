using System.Threading.RateLimiting;
using KgRca.Api.Authentication;

namespace KgRca.Api.Limits;

/// <summary>
/// How many requests are worked on at once: of each client, of each address that sends no valid key, and in all. More
/// wait in the order in which they came, and past those a request is refused. Health and metrics are not counted, so
/// that they are answered whatever else goes on.
/// </summary>
internal static class RequestsInFlight
{
    /// <summary>The requests of one client that are worked on at once.</summary>
    public const int OfClient = 16;

    /// <summary>The requests in all.</summary>
    public const int InAll = 512;

    // Bodies take turns among themselves: see IngestTurns.
    private const int Bodies = 128;
    private const int Waiting = 100;
    private const int WaitingInAll = 1_024;

    /// <summary>The limiter of all requests.</summary>
    public static PartitionedRateLimiter<HttpContext> Create() =>
        PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, (string Caller, bool IsIngest)>(PartitionOf),
            PartitionedRateLimiter.Create<HttpContext, bool>(_ =>
                RateLimitPartition.GetConcurrencyLimiter(true, _ => Options(InAll, WaitingInAll))
            )
        );

    private static RateLimitPartition<(string Caller, bool IsIngest)> PartitionOf(HttpContext http)
    {
        var caller = Caller.Of(http)?.Tenant.Value ?? http.Connection.RemoteIpAddress?.ToString() ?? "";
        var isIngest = http.Request.Path.StartsWithSegments("/api/v1/ingest", StringComparison.OrdinalIgnoreCase);
        return RateLimitPartition.GetConcurrencyLimiter(
            (caller, isIngest),
            _ => Options(isIngest ? Bodies : OfClient, Waiting)
        );
    }

    private static ConcurrencyLimiterOptions Options(int permits, int queue) =>
        new()
        {
            PermitLimit = permits,
            QueueLimit = queue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        };
}
