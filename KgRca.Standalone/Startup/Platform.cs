using KgRca.Api;
using KgRca.Billing;
using KgRca.GraphBuilder;
using KgRca.Portal;
using KgRca.ServiceDefaults;

namespace KgRca.Standalone.Startup;

/// <summary>All services in one process.</summary>
internal static class Platform
{
    /// <summary>Composes them.</summary>
    /// <param name="arguments">Where to listen and to store.</param>
    /// <param name="configure">More settings, after all others.</param>
    public static WebApplication Build(StandaloneArguments arguments, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ApplicationName = typeof(Platform).Assembly.GetName().Name }
        );
        builder.Configuration["DataDirectory"] = arguments.DataDirectory;
        builder.WebHost.UseUrls(ListenAddresses.Parse(arguments.Urls));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Host.UseDefaultServiceProvider(options => options.ValidateOnBuild = options.ValidateScopes = true);
        builder.Logging.AddFilter("Microsoft.Hosting", LogLevel.Warning);
        // A start that fails is told in a sentence; a service that fails later is critical.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        configure?.Invoke(builder);
        builder.AddServiceDefaults().AddApi().AddGraphBuilder().AddBilling().AddPortal();
        var app = builder.Build();
        app.UseServiceDefaults();
        app.UseApi();
        app.MapApi();
        app.MapPortal();
        return app;
    }
}
