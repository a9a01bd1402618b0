using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KgRca.Agent.Alerts;
using KgRca.Agent.Delivery;
using KgRca.Agent.Logs;
using KgRca.Agent.Logs.Receiving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;

namespace KgRca.Agent.Watching;

/// <summary>The agent's HTTP side: alerts, logs, health, figures, and a snapshot on demand.</summary>
internal static class Receivers
{
    /// <summary>Makes the server; it does not run yet.</summary>
    public static WebApplication Create(WatchOptions options, ClusterWatch watch, Spool spool, DeliveryLoop delivery, LogReducer logs, TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{options.Listen}");
        var app = builder.Build();
        var receivers = app.MapGroup("").AddEndpointFilter(async (context, next) =>
            await IsAllowedAsync(context.HttpContext.Request, options.ReceiverTokenFile) ? await next(context) : TypedResults.Problem(statusCode: StatusCodes.Status401Unauthorized, title: "A token is needed"));
        receivers.MapAlerts(options.Cluster, spool.TakeAsync, clock);
        receivers.MapLogs(logs);
        receivers.MapPost("/snapshot", () =>
        {
            watch.Snapshot();
            return TypedResults.Accepted((string?)null);
        });
        app.MapGet("/healthz", () => TypedResults.Text("ok"));
        app.MapGet("/readyz", Results<Ok, ProblemHttpResult> () => watch.Feed.IsComplete
            ? TypedResults.Ok()
            : TypedResults.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, title: $"{watch.Feed.Synced} of {watch.Feed.Served} kinds are known"));
        app.MapGet("/metrics", () => TypedResults.Text(Figures(watch, spool.State, delivery, clock), "text/plain; version=0.0.4"));
        return app;
    }

    /// <summary>The agent's figures in Prometheus' text form.</summary>
    private static string Figures(ClusterWatch watch, SpoolState spool, DeliveryLoop delivery, TimeProvider clock) => string.Create(CultureInfo.InvariantCulture,
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

        """);

    // The file is read for each request: a token that was replaced counts at once. One that cannot be read lets nobody in.
    private static async Task<bool> IsAllowedAsync(HttpRequest request, string? tokenFile)
    {
        if (tokenFile is null) return true;
        try
        {
            var expected = $"Bearer {(await File.ReadAllTextAsync(tokenFile, request.HttpContext.RequestAborted)).Trim()}";
            return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString())), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
