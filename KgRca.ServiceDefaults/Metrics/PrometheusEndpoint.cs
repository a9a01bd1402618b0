using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace KgRca.ServiceDefaults.Metrics;

/// <summary><c>/metrics</c>, for Prometheus to scrape.</summary>
internal static class PrometheusEndpoint
{
    public static void MapPrometheus(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", Get).ExcludeFromDescription().DisableRateLimiting();

    private static Results<ContentHttpResult, ProblemHttpResult> Get(
        HttpContext context,
        MetricsAccess access,
        PrometheusRegistry registry
    ) =>
        access.IsGranted(context)
            ? TypedResults.Text(registry.Write(), "text/plain; version=0.0.4; charset=utf-8")
            : TypedResults.Problem(
                statusCode: StatusCodes.Status403Forbidden,
                title: "Metrics are not for everyone",
                detail: "Read them on the machine itself, or send the token that KgRca__Metrics__Token sets."
            );
}
