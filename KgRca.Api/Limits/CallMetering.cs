using KgRca.Api.Authentication;
using KgRca.Tenancy.Usage;

namespace KgRca.Api.Limits;

/// <summary>Counts the requests of clients that their rate budgets let through.</summary>
internal sealed class CallMetering(RequestDelegate next, UsageRecorder usage, ApiMetrics metrics)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (Caller.Of(context) is { } caller)
        {
            usage.Record(caller.Tenant, Meter.ApiCalls, 1);
            metrics.Called(caller.Tenant);
        }
        return next(context);
    }
}
