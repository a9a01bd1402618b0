using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using KgRca.Api.Authentication;
using KgRca.Api.Http;
using KgRca.Graph;
using KgRca.Tenancy.Agents;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KgRca.Api.Agents;

/// <summary>A page of the agents that have sent heartbeats, the latest first.</summary>
/// <param name="Agents">The agents.</param>
/// <param name="WrongClocks">Clocks in their clusters that were ahead within the last hour; on the first page.</param>
/// <param name="NextCursor">Pass it as cursor to get the next page; absent on the last page.</param>
public sealed record AgentList(IReadOnlyList<Agent> Agents, IReadOnlyList<WrongClock>? WrongClocks, string? NextCursor);

/// <summary>Which page of agents.</summary>
public sealed record AgentQuery(
    [property: FromQuery(Name = "limit")]
    [property: Description(PageRules.Limit500)]
    [property: Range(1, 500, ErrorMessage = PageRules.LimitRange500)]
        int Limit = 100,
    [property: FromQuery(Name = "cursor")] [property: Description(PageRules.Cursor)] string? Cursor = null
);

/// <summary><c>/agents</c>.</summary>
internal static class AgentEndpoints
{
    public static void MapAgents(this RouteGroupBuilder routes) =>
        routes
            .MapGet("/agents", ListAsync)
            .WithName("ListAgents")
            .WithSummary("List the agents that have sent heartbeats, latest first")
            .WithDescription(
                "clock_offset_seconds tells how far an agent's clock is ahead of the platform's. Records whose time "
                    + "lies more than a minute after their arrival get the time of their arrival; wrong_clocks "
                    + "lists whose they were within the last hour."
            )
            .RequireAuthorization(Policies.Read);

    private static async Task<Results<Ok<AgentList>, ValidationProblem>> ListAsync(
        [AsParameters] AgentQuery request,
        Caller caller,
        AgentRegistry agents,
        IGraphReaders graphs,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        AgentPosition? after = null;
        if (request.Cursor is { } cursor && !TryParse(cursor, out after))
            return Problems.InvalidCursor();
        var page = await agents.ListAsync(caller.Tenant, request.Limit, after, cancellationToken);
        var clocks = after is null
            ? await WrongClocks.ReadAsync(graphs, caller.Tenant, clock.GetUtcNow(), cancellationToken)
            : null;
        return TypedResults.Ok(new AgentList(page.Agents, clocks, page.Next is { } next ? CursorOf(next) : null));
    }

    private static string CursorOf(AgentPosition position) =>
        PageCursor.Of(position.LastSeenAt.ToUnixTimeMilliseconds(), position.InstanceId);

    private static bool TryParse(string cursor, out AgentPosition? position)
    {
        position = null;
        if (!PageCursor.TryParse(cursor, out var milliseconds, out var instance))
            return false;
        // Beyond the years that a time may have there is no agent.
        if (milliseconds is < 0 or > 253_402_300_799_999)
            return false;
        position = new AgentPosition(
            DateTimeOffset.FromUnixTimeMilliseconds(milliseconds),
            Encoding.UTF8.GetString(instance)
        );
        return true;
    }
}
