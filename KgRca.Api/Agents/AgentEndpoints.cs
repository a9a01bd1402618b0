using KgRca.Api.Authentication;
using KgRca.Tenancy.Agents;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KgRca.Api.Agents;

/// <summary>The agents that have sent heartbeats, the latest first.</summary>
/// <param name="Agents">The agents.</param>
public sealed record AgentList(IReadOnlyList<Agent> Agents);

/// <summary><c>/agents</c>.</summary>
internal static class AgentEndpoints
{
    public static void MapAgents(this RouteGroupBuilder routes) =>
        routes
            .MapGet("/agents", ListAsync)
            .WithName("ListAgents")
            .WithSummary("List the agents that have sent heartbeats")
            .RequireAuthorization(Policies.Read);

    private static async Task<Ok<AgentList>> ListAsync(
        Caller caller,
        AgentRegistry agents,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(new AgentList(await agents.ListAsync(caller.Tenant, cancellationToken)));
}
