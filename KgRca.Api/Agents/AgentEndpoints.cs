using KgRca.Api.Authentication;
using KgRca.Tenancy.Agents;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KgRca.Api.Agents;

/// <summary>The agents that were heard of, the one that was seen last first.</summary>
/// <param name="Agents">The agents.</param>
public sealed record AgentList(IReadOnlyList<Agent> Agents);

/// <summary><c>/agents</c>.</summary>
internal static class AgentEndpoints
{
    public static void MapAgents(this RouteGroupBuilder routes) =>
        routes
            .MapGet("/agents", ListAsync)
            .WithName("ListAgents")
            .WithSummary("Lists the agents that have said that they are there")
            .RequireAuthorization(Policies.Read);

    private static async Task<Ok<AgentList>> ListAsync(
        Caller caller,
        AgentRegistry agents,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(new AgentList(await agents.ListAsync(caller.Tenant, cancellationToken)));
}
