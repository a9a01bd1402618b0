using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.RateLimiting;
using KgRca.Api.Authentication;
using KgRca.Contracts.Identity;
using KgRca.Tenancy.Clients;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KgRca.Api.Limits;

/// <summary>
/// How many requests a client may make in a minute. Agents have a budget of their own, so that a burst of reads never
/// holds up what they send. Each answer names its budget in the headers <c>RateLimit-Policy</c> and <c>RateLimit</c>
/// (draft-ietf-httpapi-ratelimit-headers).
/// </summary>
internal sealed class RateBudgets(Plans plans, TimeProvider clock)
{
    /// <summary>The budget of everything but ingestion.</summary>
    public const string Default = "default";

    private const int RetrySeconds = 5;

    /// <summary>The budget of what agents send.</summary>
    public const string Ingest = "ingest";

    private readonly ConcurrentDictionary<(TenantId Client, string Budget, int? Limit), MinuteLimiter> _limiters =
        new();

    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton<RateBudgets>();
        services.AddRateLimiter(options =>
        {
            options.GlobalLimiter = RequestsInFlight.Create();
            options.OnRejected = (context, _) => new ValueTask(RejectAsync(context));
            foreach (var budget in (string[])[Default, Ingest])
                options.AddPolicy(
                    budget,
                    http => http.RequestServices.GetRequiredService<RateBudgets>().PartitionOf(http, budget)
                );
        });
    }

    /// <summary>A client is gone.</summary>
    public void Forget(TenantId client)
    {
        foreach (var key in _limiters.Keys.Where(key => key.Client == client))
            _limiters.TryRemove(key, out _);
    }

    private RateLimitPartition<(TenantId?, string, int?)> PartitionOf(HttpContext http, string budget)
    {
        if (Caller.Of(http) is not { } caller)
            return RateLimitPartition.GetNoLimiter<(TenantId?, string, int?)>((null, budget, null));
        var key = (caller.Tenant, budget, plans.Of(caller.Client.Plan).RequestsPerMinute);
        var limiter = _limiters.GetOrAdd(key, (key, clock) => new MinuteLimiter(key.Limit, clock), clock);
        http.Response.OnStarting(() =>
        {
            WriteHeaders(http.Response.Headers, budget, limiter);
            return Task.CompletedTask;
        });
        return RateLimitPartition.Get<(TenantId?, string, int?)>(key, _ => limiter);
    }

    private static void WriteHeaders(IHeaderDictionary headers, string budget, MinuteLimiter limiter)
    {
        if (limiter.Limit is not { } limit)
        {
            headers["RateLimit-Policy"] = "\"unlimited\"";
            headers["RateLimit"] = "\"unlimited\"";
            return;
        }
        var (remaining, resetAfter) = limiter.State();
        headers["RateLimit-Policy"] = string.Create(
            CultureInfo.InvariantCulture,
            $"\"{budget}\";q={limit};w={(int)MinuteLimiter.Window.TotalSeconds}"
        );
        headers["RateLimit"] = string.Create(
            CultureInfo.InvariantCulture,
            $"\"{budget}\";r={remaining};t={Seconds(resetAfter)}"
        );
    }

    private static Task RejectAsync(OnRejectedContext context)
    {
        var budget = context.Lease as MinuteLease;
        var seconds = budget is null ? RetrySeconds : Seconds(budget.RetryAfter);
        context.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return TypedResults
            .Problem(
                statusCode: StatusCodes.Status429TooManyRequests,
                title: budget is null ? "Too many requests at once" : "Too many requests",
                detail: budget is null
                    ? "Wait for the answers to earlier requests."
                    : $"The plan allows {budget.Limit} requests a minute. Try again in {seconds} s."
            )
            .ExecuteAsync(context.HttpContext);
    }

    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);
}
