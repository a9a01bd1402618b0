using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KgRca.Agent.Alerts;
using KgRca.Agent.Delivery;
using KgRca.Agent.Dependencies;
using KgRca.Agent.Dependencies.Mesh;
using KgRca.Agent.Logs;
using KgRca.Agent.Logs.Receiving;
using KgRca.Agent.Otlp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KgRca.Agent.Watching;

/// <summary>The agent's HTTP side: alerts, logs, health, figures, and a snapshot on demand.</summary>
internal static class Receivers
{
    private static readonly OpenToAll Open = new();

    /// <summary>Makes the server; it does not run yet.</summary>
    public static WebApplication Create(
        WatchOptions options,
        ClusterWatch watch,
        Spool spool,
        DeliveryLoop delivery,
        LogReducer logs,
        SpanReader spans,
        MeshReader? mesh,
        TimeProvider clock
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(Endpoints(options));
        // Answers that say what is wrong are JSON as well, which native code can write only of types that are named to
        // it.
        builder.Services.AddProblemDetails();
        if (options.Otlp is not null)
            builder.Services.AddOtlp(spans, logs);
        var app = builder.Build();
        app.Use((context, next) => CheckAsync(context, options.ReceiverTokenFile, next));
        app.MapAlerts(options.Cluster, spool.TakeAsync, clock);
        app.MapLogs(logs);
        if (options.Otlp is not null)
            app.MapOtlp();
        app.MapPost(
            "/snapshot",
            () =>
            {
                watch.Snapshot();
                return TypedResults.Accepted((string?)null);
            }
        );
        app.MapGet("/healthz", () => TypedResults.Text("ok")).WithMetadata(Open);
        app.MapGet(
                "/readyz",
                Results<Ok, ProblemHttpResult> () =>
                    watch.Feed.IsComplete
                        ? TypedResults.Ok()
                        : TypedResults.Problem(
                            statusCode: StatusCodes.Status503ServiceUnavailable,
                            title: $"{watch.Feed.Synced} of {watch.Feed.Served} kinds synced"
                        )
            )
            .WithMetadata(Open);
        app.MapGet(
                "/metrics",
                () =>
                    TypedResults.Text(
                        Figures(watch, spool.State, delivery, logs.Counts, spans, mesh, clock),
                        "text/plain; version=0.0.4"
                    )
            )
            .WithMetadata(Open);
        return app;
    }

    private static IEnumerable<KeyValuePair<string, string?>> Endpoints(WatchOptions options)
    {
        yield return new("Kestrel:Endpoints:Agent:Url", $"http://{options.Listen}");
        if (options.Otlp is null)
            yield break;
        yield return new("Kestrel:Endpoints:OtlpHttp:Url", $"http://{options.Otlp.Http}");
        yield return new("Kestrel:Endpoints:OtlpGrpc:Url", $"http://{options.Otlp.Grpc}");
        // Without TLS, a port speaks either HTTP/1.1 or HTTP/2.
        yield return new("Kestrel:Endpoints:OtlpGrpc:Protocols", "Http2");
    }

    /// <summary>The agent's figures in Prometheus' text form.</summary>
    private static string Figures(
        ClusterWatch watch,
        SpoolState spool,
        DeliveryLoop delivery,
        LogCounts logs,
        SpanReader spans,
        MeshReader? mesh,
        TimeProvider clock
    ) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            # TYPE kg_rca_agent_records_delivered_total counter
            kg_rca_agent_records_delivered_total {delivery.Delivered}
            # TYPE kg_rca_agent_records_rejected_total counter
            kg_rca_agent_records_rejected_total {delivery.Rejected}
            # TYPE kg_rca_agent_records_dropped_total counter
            kg_rca_agent_records_dropped_total {spool.Dropped}
            # TYPE kg_rca_agent_spool_records gauge
            kg_rca_agent_spool_records {spool.Count}
            # TYPE kg_rca_agent_spool_bytes gauge
            kg_rca_agent_spool_bytes {spool.Bytes}
            # TYPE kg_rca_agent_lag_seconds gauge
            kg_rca_agent_lag_seconds {spool.LagSeconds(clock.GetUtcNow())}
            # TYPE kg_rca_agent_kinds_watched gauge
            kg_rca_agent_kinds_watched {watch.Feed.Synced}
            # TYPE kg_rca_agent_log_lines_total counter
            kg_rca_agent_log_lines_total {logs.Lines}
            # TYPE kg_rca_agent_log_records_dropped_total counter
            kg_rca_agent_log_records_dropped_total {logs.Dropped}
            # TYPE kg_rca_agent_spans_total counter
            kg_rca_agent_spans_total {spans.Spans}
            # TYPE kg_rca_agent_spans_unresolved_total counter
            kg_rca_agent_spans_unresolved_total {spans.Unresolved}
            # TYPE kg_rca_agent_mesh_pairs gauge
            kg_rca_agent_mesh_pairs {mesh?.Pairs ?? 0}
            # TYPE kg_rca_agent_mesh_pairs_unresolved gauge
            kg_rca_agent_mesh_pairs_unresolved {mesh?.Unresolved ?? 0}

            """
        );

    private static async Task CheckAsync(HttpContext context, string? tokenFile, RequestDelegate next)
    {
        if (
            context.GetEndpoint() is null
            || context.GetEndpoint()!.Metadata.GetMetadata<OpenToAll>() is not null
            || await IsAllowedAsync(context.Request, tokenFile)
        )
            await next(context);
        else
            await TypedResults
                .Problem(statusCode: StatusCodes.Status401Unauthorized, title: "Token required")
                .ExecuteAsync(context);
    }

    // The file is read for each request: a token that was replaced counts at once. One that cannot be read lets nobody
    // in.
    private static async Task<bool> IsAllowedAsync(HttpRequest request, string? tokenFile)
    {
        if (tokenFile is null)
            return true;
        try
        {
            var expected =
                $"Bearer {(await File.ReadAllTextAsync(tokenFile, request.HttpContext.RequestAborted)).Trim()}";
            return CryptographicOperations.FixedTimeEquals(
                SHA256.HashData(Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString())),
                SHA256.HashData(Encoding.UTF8.GetBytes(expected))
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Marks an endpoint that needs no token.</summary>
    private sealed class OpenToAll;
}
