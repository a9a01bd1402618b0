using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KgRca.ServiceDefaults.Health;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: all that it needs works; names each check that does
/// not, and why.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealthEndpoints(this IEndpointRouteBuilder routes)
    {
        routes
            .MapHealthChecks(
                "/health/live",
                new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }
            )
            .DisableRateLimiting();
        routes
            .MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteAsync })
            .DisableRateLimiting();
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(
            new HealthAnswer(
                report.Status.ToString().ToLowerInvariant(),
                report
                    .Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                    .ToDictionary(
                        entry => entry.Key,
                        entry => new HealthAnswerCheck(
                            entry.Value.Status.ToString().ToLowerInvariant(),
                            entry.Value.Description
                        )
                    )
            ),
            HealthJson.Default.HealthAnswer,
            cancellationToken: context.RequestAborted
        );
}
