using KgRca.EventLog;
using KgRca.Graph;
using KgRca.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace KgRca.Provisioning;

/// <summary>Onboarding and offboarding of clients in every store.</summary>
public static class ProvisioningModule
{
    /// <summary>Registers <see cref="ClientProvisioner"/> and its steps. Safe to call twice.</summary>
    public static TBuilder AddProvisioning<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddEventLog();
        builder.AddGraph();
        builder.AddTenancy();
        var services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(ClientProvisioner)))
            return builder;
        // The order counts: a client's graph is there before its first record can come, and goes after its last.
        services.AddSingleton<IProvisioningStep, GraphStep>();
        services.AddSingleton<IProvisioningStep, TopicsStep>();
        services.TryAddSingleton<ClientProvisioner>();
        services.AddHostedService<ProvisioningWorker>();
        return builder;
    }
}
