using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KgRca.ServiceDefaults.Metrics;

/// <summary><c>/metrics</c>, for Prometheus to scrape.</summary>
internal static class PrometheusEndpoint
{
    public static void MapPrometheus(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/metrics",
                (PrometheusRegistry registry) =>
                    TypedResults.Text(registry.Write(), "text/plain; version=0.0.4; charset=utf-8")
            )
            .ExcludeFromDescription();
}
