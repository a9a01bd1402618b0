using System.Globalization;
using KgRca.Api.Authentication;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Limits;
using KgRca.Tenancy.Usage;

namespace KgRca.Api.Limits;

/// <summary>
/// Counts each request of a client against its plan, and says so in the headers <c>RateLimit-Policy</c> and
/// <c>RateLimit</c> (draft-ietf-httpapi-ratelimit-headers). Over the limit: 429 with <c>Retry-After</c>.
/// </summary>
internal sealed class RateLimitMiddleware(
    RequestDelegate next,
    IRateLimiter limiter,
    UsageRecorder usage,
    ApiMetrics metrics
)
{
    private const int WindowSeconds = 60;

    public async Task InvokeAsync(HttpContext context)
    {
        if (Caller.Of(context) is not { } caller)
        {
            await next(context);
            return;
        }
        usage.Record(caller.Tenant, Meter.ApiCalls, 1);
        metrics.Called(caller.Tenant);
        var decision = await limiter.AcquireAsync(
            caller.Tenant,
            PlanLimits.Of(caller.Client.Plan).RequestsPerMinute,
            context.RequestAborted
        );
        var seconds = (int)Math.Ceiling(decision.ResetAfter.TotalSeconds);
        var headers = context.Response.Headers;
        if (decision.Limit is { } limit)
        {
            headers["RateLimit-Policy"] = string.Create(
                CultureInfo.InvariantCulture,
                $"\"default\";q={limit};w={WindowSeconds}"
            );
            headers["RateLimit"] = string.Create(
                CultureInfo.InvariantCulture,
                $"\"default\";r={decision.Remaining};t={seconds}"
            );
        }
        else
        {
            headers["RateLimit-Policy"] = "\"unlimited\"";
            headers["RateLimit"] = "\"unlimited\"";
        }
        if (decision.IsAllowed)
        {
            await next(context);
            return;
        }
        headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await TypedResults
            .Problem(
                statusCode: StatusCodes.Status429TooManyRequests,
                title: "Too many requests",
                detail: $"The plan allows {decision.Limit} requests a minute. Try again in {seconds} s."
            )
            .ExecuteAsync(context);
    }
}
