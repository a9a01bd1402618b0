using KgRca.Contracts.Graphs;
using KgRca.Graph.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace KgRca.Graph;

/// <summary>The store of graphs.</summary>
public static class GraphModule
{
    /// <summary>
    /// Registers <see cref="IGraphReaders"/>, <see cref="IGraphWriters"/> and <see cref="IGraphMaintenance"/>. Safe to call
    /// twice.
    /// </summary>
    /// <exception cref="InvalidOperationException">A connection string for Neo4j is configured, which this version
    /// cannot use.</exception>
    public static TBuilder AddGraph<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        if (builder.Configuration.GetConnectionString("neo4j") is not null)
            throw new InvalidOperationException(
                "ConnectionStrings:neo4j is set, but this version keeps graphs in its embedded store only. "
                    + "Remove the setting."
            );
        if (builder.Services.Any(service => service.ServiceType == typeof(IGraphReaders)))
            return builder;
        builder
            .Services.AddOptionsWithValidateOnStart<GraphOptions, GraphOptionsValidator>()
            .Configure(options =>
                options.DataDirectory = builder.Configuration["DataDirectory"] ?? options.DataDirectory
            )
            .BindConfiguration("Graph");
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton(services => new EmbeddedGraphStore(
            services.GetRequiredService<IOptions<GraphOptions>>().Value,
            GraphSchema.NodeTypes,
            services.GetRequiredService<TimeProvider>()
        ));
        builder.Services.TryAddSingleton<IGraphReaders>(services => services.GetRequiredService<EmbeddedGraphStore>());
        builder.Services.TryAddSingleton<IGraphWriters>(services => services.GetRequiredService<EmbeddedGraphStore>());
        builder.Services.TryAddSingleton<IGraphMaintenance>(services =>
            services.GetRequiredService<EmbeddedGraphStore>()
        );
        return builder;
    }
}
