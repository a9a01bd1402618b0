using KgRca.ServiceDefaults.Health;
using KgRca.ServiceDefaults.Http;
using KgRca.ServiceDefaults.Memory;
using KgRca.ServiceDefaults.Metrics;
using KgRca.ServiceDefaults.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace KgRca.ServiceDefaults;

/// <summary>What every service has: telemetry, health endpoints, problem details, the clock.</summary>
public static class ServiceDefaultsModule
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Registers it. Telemetry is exported by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddProblemDetails();
        builder.Services.AddHealthChecks();
        builder.Services.TryAddSingleton<PrometheusRegistry>();
        builder.Services.TryAddSingleton<MetricsAccess>();
        builder.Services.TryAddSingleton<Refusals>();
        builder.Services.TryAddSingleton(ManagedMemory.OfProcess);
        builder.Services.TryAddSingleton<MemoryReturn>();
        builder.Services.TryAddSingleton<DiskSpace>();
        builder.Services.TryAddSingleton(services => new ConnectionLimits(
            services.GetRequiredService<IConfiguration>(),
            services.GetRequiredService<Refusals>()
        ));
        builder
            .Services.AddOptions<KestrelServerOptions>()
            .Configure<ConnectionLimits>((server, limits) => limits.Apply(server));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, MemoryTrimming>());
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // What is refused is counted instead: see Refusals.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.Connections", LogLevel.Error);
        builder.Logging.AddFilter("KgRca.Api.Authentication", LogLevel.Warning);
        // Its errors are exceptions too, which are told where they are handled.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Critical);
        // Nothing here is protected by its keys: callers send theirs with each request.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        if (!string.IsNullOrEmpty(builder.Configuration[OtlpEndpoint]))
            AddOpenTelemetry(builder);
        return builder;
    }

    /// <summary>
    /// Puts the middleware that all share in order, and maps health and metrics. To be called before a module's own
    /// endpoints.
    /// </summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        // Its listener begins with it, and what was counted before would be missing.
        app.Services.GetRequiredService<PrometheusRegistry>();
        app.UseRefusalCounting();
        app.UseResponseHeaders();
        app.UseHeadAsGet();
        app.UseRouting();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapHealthEndpoints();
        app.MapPrometheus();
        return app;
    }

    private static void AddOpenTelemetry(IHostApplicationBuilder builder)
    {
        builder.Logging.AddOpenTelemetry(logging => logging.IncludeFormattedMessage = true);
        builder
            .Services.AddOpenTelemetry()
            .WithMetrics(metrics =>
                metrics.AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddMeter("KgRca.*")
            )
            .WithTracing(tracing => tracing.AddAspNetCoreInstrumentation().AddSource("KgRca.*"))
            .UseOtlpExporter();
    }
}
