using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Provisioning;
using KgRca.Tenancy.Storage;
using KgRca.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KgRca.Provisioning.Tests;

/// <summary>All stores of a platform, empty, on which provisioners come and go.</summary>
internal sealed class Stores : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly IHost _host;

    private Stores()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration["DataDirectory"] = _folder.Path;
        builder.AddProvisioning();
        _host = builder.Build();
    }

    public ClientStore Clients => Get<ClientStore>();

    public IReadOnlyList<IProvisioningStep> Steps => [.. _host.Services.GetServices<IProvisioningStep>()];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Stores> OpenAsync()
    {
        var stores = new Stores();
        await stores.Get<TenancyDatabase>().MigrateAsync(Token);
        return stores;
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>What a process has that uses the stores.</summary>
    public ClientProvisioner NewProvisioner(IEnumerable<IProvisioningStep>? steps = null) =>
        new(Get<ProvisioningStore>(), Clients, steps ?? Steps);

    /// <summary>What there is of a client, and whether anything is still to be done.</summary>
    public async Task<string> DescribeAsync(TenantId id)
    {
        var client = await Clients.FindAsync(id, Token);
        var topics = await Get<IEventLog>().ListTopicsAsync(Token);
        var hasGraph = File.Exists(Path.Combine(_folder.Path, "graphs", $"{id.GraphDatabase}.db"));
        var begun = await Get<ProvisioningStore>().ListAsync(Token);
        return $"{client?.Status.ToString() ?? "no client"}, {topics.Count} topics, {(hasGraph ? "graph" : "no graph")}, {begun.Count} begun";
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is IAsyncDisposable host)
            await host.DisposeAsync();
        _folder.Dispose();
    }
}
