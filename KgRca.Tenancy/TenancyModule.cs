using KgRca.Tenancy.Administrators;
using KgRca.Tenancy.Agents;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Keys;
using KgRca.Tenancy.Provisioning;
using KgRca.Tenancy.Storage;
using KgRca.Tenancy.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace KgRca.Tenancy;

/// <summary>Clients, keys, plans, limits and usage.</summary>
public static class TenancyModule
{
    /// <summary>
    /// Registers them, in PostgreSQL where <c>ConnectionStrings:postgres</c> is set, else in an SQLite file in the
    /// configuration's <c>DataDirectory</c> (<c>data</c> by default). Safe to call twice.
    /// </summary>
    public static TBuilder AddTenancy<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(TenancyDatabase)))
            return builder;
        services.TryAddSingleton(TimeProvider.System);
        if (builder.Configuration.GetConnectionString("postgres") is { Length: > 0 } postgres)
        {
            services.AddPooledDbContextFactory<PostgresTenancyContext>(options => options.UseNpgsql(postgres));
            AddDatabase<PostgresTenancyContext>(services, isShared: true);
            services.TryAddSingleton(new DiskReserve(null));
        }
        else
        {
            var folder = builder.Configuration["DataDirectory"] ?? "data";
            services.AddPooledDbContextFactory<SqliteTenancyContext>(options =>
            {
                Directory.CreateDirectory(folder);
                options.UseSqlite(
                    $"Data Source={Path.Combine(folder, "tenancy.db")};Foreign Keys=True;Default Timeout=10"
                );
            });
            AddDatabase<SqliteTenancyContext>(services, isShared: false);
            services.TryAddSingleton(new DiskReserve(Path.Combine(folder, "tenancy.reserve")));
        }
        services.TryAddSingleton(_ => new Plans(builder.Configuration.GetSection("KgRca:Plans")));
        services.TryAddSingleton<KeyChanges>();
        services.TryAddSingleton<ClientStore>();
        services.TryAddSingleton<ProvisioningStore>();
        services.TryAddSingleton<ApiKeyStore>();
        services.TryAddSingleton<ApiKeyAuthenticator>();
        services.TryAddSingleton<UsageRecorder>();
        services.TryAddSingleton<UsageStore>();
        services.TryAddSingleton<AdministratorStore>();
        services.TryAddSingleton<AgentRegistry>();
        services.AddHostedService<TenancyWorker>();
        services.AddHostedService<KeyChangePoller>();
        return builder;
    }

    private static void AddDatabase<TContext>(IServiceCollection services, bool isShared)
        where TContext : TenancyContext
    {
        services.TryAddSingleton<IDbContextFactory<TenancyContext>, ContextFactory<TContext>>();
        services.TryAddSingleton(provider => new TenancyDatabase(
            provider.GetRequiredService<IDbContextFactory<TenancyContext>>(),
            isShared
        ));
    }
}
