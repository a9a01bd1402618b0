using KgRca.EventLog;
using KgRca.Graph;
using KgRca.GraphBuilder.Consumption;
using KgRca.GraphBuilder.Metering;
using KgRca.GraphBuilder.Metrics;
using KgRca.GraphBuilder.Pipelines;
using KgRca.Tenancy;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KgRca.GraphBuilder;

/// <summary>
/// The graph builder: reads tenants' topics, runs one engine a tenant and keeps the graphs. In a process of its own or
/// in a shared one.
/// </summary>
public static class GraphBuilderModule
{
    /// <summary>The consumer group that the builders share.</summary>
    public const string ConsumerGroup = "graph-builder";

    /// <summary>Registers what the graph builder needs.</summary>
    public static TBuilder AddGraphBuilder<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddEventLog();
        builder.AddGraph();
        builder.AddTenancy();
        builder
            .Services.AddOptionsWithValidateOnStart<GraphBuilderOptions, GraphBuilderOptionsValidator>()
            .BindConfiguration("GraphBuilder");
        builder.Services.TryAddSingleton<GraphBuilderMetrics>();
        builder.Services.TryAddSingleton<EpisodeQuota>();
        // Before the dispatcher, so that it ends after it and copies what was committed last.
        builder.Services.TryAddSingleton<UsageCopier>();
        builder.Services.AddHostedService(services => services.GetRequiredService<UsageCopier>());
        builder.Services.TryAddSingleton<TenantDispatcher>();
        builder.Services.AddHostedService(services => services.GetRequiredService<TenantDispatcher>());
        builder.Services.AddHostedService<StorageSampler>();
        builder.Services.AddHealthChecks().AddCheck<DispatcherHealthCheck>("graph_builder");
        return builder;
    }
}
