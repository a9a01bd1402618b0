using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.RateLimiting;
using KgRca.Api.Authentication;
using KgRca.Contracts.Identity;
using KgRca.Tenancy.Clients;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;

namespace KgRca.Api.Limits;

/// <summary>
/// How many requests a client may make in a minute. Agents have a budget of their own, so that a burst of reads never
/// holds up what they send. Each answer names its budget in the headers <c>RateLimit-Policy</c> and <c>RateLimit</c>
/// (draft-ietf-httpapi-ratelimit-headers).
/// </summary>
/// <param name="plans">The limits.</param>
/// <param name="clock">The time.</param>
/// <param name="counts">Where all replicas count together; null where each counts for itself.</param>
internal sealed class RateBudgets(Plans plans, TimeProvider clock, RedisCounts? counts = null)
{
    /// <summary>The budget of everything but ingestion.</summary>
    public const string Default = "default";

    private const string Redis = "redis";
    private const int RetrySeconds = 5;
    private static readonly TimeSpan RedisTimeout = TimeSpan.FromMilliseconds(500);

    /// <summary>The budget of what agents send.</summary>
    public const string Ingest = "ingest";

    private readonly ConcurrentDictionary<(TenantId Client, string Budget, Plan Plan), BudgetLimiter> _limiters = new();

    /// <summary>Registers them. Where <c>ConnectionStrings:redis</c> is set, all replicas count together.</summary>
    public static void Add(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        if (!string.IsNullOrEmpty(builder.Configuration.GetConnectionString(Redis)))
            AddRedis(builder);
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

    private static void AddRedis(IHostApplicationBuilder builder)
    {
        builder.AddRedisClient(
            Redis,
            // Without it, requests are still served: see RedisHealthCheck.
            settings => settings.DisableHealthChecks = true,
            options =>
            {
                options.AbortOnConnectFail = false;
                options.BacklogPolicy = BacklogPolicy.FailFast;
                options.AsyncTimeout = (int)RedisTimeout.TotalMilliseconds;
                options.ConnectTimeout = (int)RedisTimeout.TotalMilliseconds;
            }
        );
        builder.Services.TryAddSingleton(services => new RedisCounts(
            services.GetRequiredService<IConnectionMultiplexer>(),
            services.GetRequiredService<TimeProvider>()
        ));
        builder.Services.AddHealthChecks().AddCheck<RedisHealthCheck>(Redis);
    }

    /// <summary>A client is gone.</summary>
    public void Forget(TenantId client)
    {
        foreach (var key in _limiters.Keys.Where(key => key.Client == client))
            _limiters.TryRemove(key, out _);
    }

    private RateLimitPartition<(TenantId?, string, Plan?)> PartitionOf(HttpContext http, string budget)
    {
        if (Caller.Of(http) is not { } caller)
            return RateLimitPartition.GetNoLimiter<(TenantId?, string, Plan?)>((null, budget, null));
        var key = (caller.Tenant, budget, caller.Client.Plan);
        var limiter = _limiters.GetOrAdd(
            key,
            static (key, self) => self.LimiterOf($"{key.Client}:{key.Budget}", key.Plan),
            this
        );
        http.Response.OnStarting(() =>
        {
            WriteHeaders(http.Response.Headers, budget, limiter);
            return Task.CompletedTask;
        });
        return RateLimitPartition.Get<(TenantId?, string, Plan?)>(key, _ => limiter);
    }

    private BudgetLimiter LimiterOf(string budget, Plan plan)
    {
        var limits = plans.Of(plan);
        var own = new MinuteLimiter(limits.RequestsPerMinute, clock);
        return counts is null || limits.RequestsPerMinute is not { } limit
            ? own
            : new RedisLimiter(counts, budget, limit, limits.FailOpen ? own : null);
    }

    private static void WriteHeaders(IHeaderDictionary headers, string budget, BudgetLimiter limiter)
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
            $"\"{budget}\";q={limit};w={(int)BudgetLimiter.Window.TotalSeconds}"
        );
        headers["RateLimit"] = string.Create(
            CultureInfo.InvariantCulture,
            $"\"{budget}\";r={remaining};t={Seconds(resetAfter)}"
        );
    }

    private static Task RejectAsync(OnRejectedContext context)
    {
        var lease = context.Lease as BudgetLease;
        var seconds = lease is null ? RetrySeconds : Seconds(lease.RetryAfter);
        context.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        var (status, title, detail) = lease switch
        {
            null => (429, "Too many requests at once", "Wait for the answers to earlier requests."),
            { Limit: { } limit } => (
                429,
                "Too many requests",
                $"The plan allows {limit} requests a minute. Try again in {seconds} s."
            ),
            _ => (
                503,
                "Requests cannot be counted",
                $"The store that counts requests does not answer, and the plan needs it. Try again in {seconds} s."
            ),
        };
        return TypedResults.Problem(statusCode: status, title: title, detail: detail).ExecuteAsync(context.HttpContext);
    }

    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);
}
