using KgRca.EventLog.Embedded;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace KgRca.EventLog;

/// <summary>The event log.</summary>
public static class EventLogModule
{
    /// <summary>Registers <see cref="IEventLog"/>. Safe to call twice.</summary>
    /// <exception cref="InvalidOperationException">A connection string for Kafka is configured, which this version
    /// cannot use.</exception>
    public static TBuilder AddEventLog<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        if (builder.Configuration.GetConnectionString("kafka") is not null)
            throw new InvalidOperationException(
                "ConnectionStrings:kafka is set, but this version keeps its log in the embedded store only. "
                    + "Remove the setting."
            );
        if (builder.Services.Any(service => service.ServiceType == typeof(IEventLog)))
            return builder;
        builder
            .Services.AddOptionsWithValidateOnStart<EventLogOptions, EventLogOptionsValidator>()
            .Configure(options =>
                options.DataDirectory = builder.Configuration["DataDirectory"] ?? options.DataDirectory
            )
            .BindConfiguration("EventLog");
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton(services => new EmbeddedEventLog(
            services.GetRequiredService<IOptions<EventLogOptions>>().Value,
            services.GetRequiredService<TimeProvider>()
        ));
        builder.Services.TryAddSingleton<IEventLog>(services => services.GetRequiredService<EmbeddedEventLog>());
        return builder;
    }
}
