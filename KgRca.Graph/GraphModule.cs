using KgRca.Contracts.Graphs;
using KgRca.Graph.Neo4j;
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
    /// Registers <see cref="IGraphReaders"/>, <see cref="IGraphWriters"/> and <see cref="IGraphMaintenance"/>: in Neo4j where
    /// <c>ConnectionStrings:neo4j</c> is set (see <see cref="Neo4jAddress"/>), else in files. Safe to call twice.
    /// </summary>
    /// <exception cref="FormatException">The connection string cannot be read.</exception>
    public static TBuilder AddGraph<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(IGraphReaders)))
            return builder;
        services.TryAddSingleton(TimeProvider.System);
        if (builder.Configuration.GetConnectionString("neo4j") is { Length: > 0 } neo4j)
        {
            var address = Neo4jAddress.Parse(neo4j);
            services.TryAddSingleton(provider => new Neo4jGraphStore(
                address,
                GraphSchema.NodeTypes,
                provider.GetRequiredService<TimeProvider>()
            ));
            AddPorts<Neo4jGraphStore>(services);
            return builder;
        }
        services
            .AddOptionsWithValidateOnStart<GraphOptions, GraphOptionsValidator>()
            .Configure(options =>
                options.DataDirectory = builder.Configuration["DataDirectory"] ?? options.DataDirectory
            )
            .BindConfiguration("Graph");
        services.TryAddSingleton(provider => new EmbeddedGraphStore(
            provider.GetRequiredService<IOptions<GraphOptions>>().Value,
            GraphSchema.NodeTypes,
            provider.GetRequiredService<TimeProvider>()
        ));
        AddPorts<EmbeddedGraphStore>(services);
        return builder;
    }

    private static void AddPorts<TStore>(IServiceCollection services)
        where TStore : class, IGraphReaders, IGraphWriters, IGraphMaintenance
    {
        services.TryAddSingleton<IGraphReaders>(provider => provider.GetRequiredService<TStore>());
        services.TryAddSingleton<IGraphWriters>(provider => provider.GetRequiredService<TStore>());
        services.TryAddSingleton<IGraphMaintenance>(provider => provider.GetRequiredService<TStore>());
    }
}
