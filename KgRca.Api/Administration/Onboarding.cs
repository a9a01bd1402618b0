using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.EventLog.Tenants;
using KgRca.Graph;
using KgRca.Tenancy.Clients;

namespace KgRca.Api.Administration;

/// <summary>Makes and removes clients with all that is theirs.</summary>
public sealed class Onboarding(ClientStore clients, IEventLog log, IGraphStore graphs)
{
    /// <summary>
    /// Makes a client, its topics and its graph. The row comes first: should the rest fail, the client is listed and
    /// can be removed, and its topics are made when it first sends records.
    /// </summary>
    public async Task<Client> CreateAsync(string name, Plan plan, CancellationToken cancellationToken)
    {
        var client = await clients.CreateAsync(name, plan, cancellationToken);
        await TenantTopics.EnsureAsync(log, client.Id, PlanLimits.Of(plan).Partitions, cancellationToken);
        await graphs
            .Open(client.Id.GraphDatabase)
            .FindNodesAsync(new NodeQuery(GraphSchema.Incident, Limit: 1), cancellationToken);
        return client;
    }

    /// <summary>
    /// Removes a client. Its row goes last: while anything of it is left it is listed, and removing it again goes on
    /// where it stopped.
    /// </summary>
    /// <returns>Whether there was such a client.</returns>
    public async Task<bool> DeleteAsync(TenantId id, CancellationToken cancellationToken)
    {
        if (await clients.UpdateAsync(id, null, ClientStatus.Suspended, cancellationToken) is null)
            return false;
        await TenantTopics.DeleteAsync(log, id, cancellationToken);
        await graphs.DropAsync(id.GraphDatabase, cancellationToken);
        return await clients.DeleteAsync(id, cancellationToken);
    }
}
