using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace KgRca.ServiceDefaults.Http;

/// <summary>Counts what is refused, which is not logged: a line each would fill the disk of whoever is attacked.</summary>
internal sealed class Refusals
{
    private readonly Counter<long> _requests;
    private readonly Counter<long> _connections;

    public Refusals(IMeterFactory meters)
    {
        var meter = meters.Create("KgRca.Http");
        _requests = meter.CreateCounter<long>(
            "kg_http_requests_refused_total",
            description: "Requests answered with a status from 400 to 499, by status"
        );
        _connections = meter.CreateCounter<long>(
            "kg_http_connections_refused_total",
            description: "Connections closed because too many were open, by whose limit it was"
        );
    }

    /// <summary>A connection was closed.</summary>
    /// <param name="limit"><c>all</c> or <c>address</c>.</param>
    public void ConnectionRefused(string limit) =>
        _connections.Add(1, new KeyValuePair<string, object?>("limit", limit));

    /// <summary>A request was answered.</summary>
    public void Answered(int status)
    {
        if (status is >= 400 and < 500)
            _requests.Add(1, new KeyValuePair<string, object?>("status", status));
    }
}

/// <summary>Counts refused requests. To be called before all that refuses.</summary>
internal static class RefusalCounting
{
    public static void UseRefusalCounting(this IApplicationBuilder app)
    {
        var refusals = app.ApplicationServices.GetRequiredService<Refusals>();
        app.Use(
            async (context, next) =>
            {
                await next(context);
                refusals.Answered(context.Response.StatusCode);
            }
        );
    }
}
