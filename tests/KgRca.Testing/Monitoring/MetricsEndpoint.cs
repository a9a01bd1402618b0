using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KgRca.Testing.Monitoring;

/// <summary>Something that Prometheus scrapes, in the test's process.</summary>
public sealed class MetricsEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;

    private MetricsEndpoint(WebApplication app) => _app = app;

    /// <summary>Its host and port.</summary>
    public string Target => new Uri(_app.Urls.First()).Authority;

    /// <summary>Starts it.</summary>
    /// <param name="metrics">What it answers, in Prometheus' text form.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<MetricsEndpoint> StartAsync(Func<string> metrics, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/metrics", () => TypedResults.Text(metrics(), "text/plain; version=0.0.4"));
        await app.StartAsync(cancellationToken);
        return new MetricsEndpoint(app);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
