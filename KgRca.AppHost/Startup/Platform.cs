using KgRca.Api;
using KgRca.Billing;
using KgRca.GraphBuilder;
using KgRca.Portal;
using KgRca.ServiceDefaults;

namespace KgRca.AppHost.Startup;

/// <summary>All services in one process.</summary>
internal static class Platform
{
    /// <summary>Composes them.</summary>
    /// <param name="arguments">Where to listen and to store.</param>
    /// <param name="configure">More settings, after all others.</param>
    public static WebApplication Build(AppHostArguments arguments, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ApplicationName = typeof(Platform).Assembly.GetName().Name }
        );
        builder.Configuration["DataDirectory"] = arguments.DataDirectory;
        builder.WebHost.UseUrls(
            arguments.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        );
        builder.Host.UseDefaultServiceProvider(options => options.ValidateOnBuild = options.ValidateScopes = true);
        builder.Logging.AddFilter("Microsoft.Hosting", LogLevel.Warning);
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
