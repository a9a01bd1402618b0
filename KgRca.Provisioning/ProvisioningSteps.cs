using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.EventLog.Tenants;
using KgRca.Graph;
using KgRca.Tenancy.Clients;

namespace KgRca.Provisioning;

/// <summary>A client's graph.</summary>
internal sealed class GraphStep(IGraphMaintenance graphs) : IProvisioningStep
{
    public string Name => "graph";

    public ValueTask DoAsync(Client client, CancellationToken cancellationToken) =>
        graphs.CreateAsync(client.Id.GraphDatabase, cancellationToken);

    public ValueTask UndoAsync(TenantId client, CancellationToken cancellationToken) =>
        graphs.DropAsync(client.GraphDatabase, cancellationToken);
}

/// <summary>A client's topics.</summary>
internal sealed class TopicsStep(IEventLog log, Plans plans) : IProvisioningStep
{
    public string Name => "topics";

    public ValueTask DoAsync(Client client, CancellationToken cancellationToken) =>
        TenantTopics.EnsureAsync(log, client.Id, plans.Of(client.Plan).Partitions, cancellationToken);

    public ValueTask UndoAsync(TenantId client, CancellationToken cancellationToken) =>
        TenantTopics.DeleteAsync(log, client, cancellationToken);
}
