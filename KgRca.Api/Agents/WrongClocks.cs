using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Graph;

namespace KgRca.Api.Agents;

/// <summary>
/// A clock that is ahead by more than a minute. Its records get the time of their arrival, until it is right.
/// </summary>
/// <param name="Cluster">The cluster, which is the agent's <c>instance_id</c>.</param>
/// <param name="Source">Whose records bear its times, such as <c>kubelet on worker-1</c>; <c>agent</c> where it is the
/// agent's own.</param>
/// <param name="AheadSeconds">How far it was ahead when its last such record arrived.</param>
/// <param name="Records">How many records were placed by their arrival.</param>
/// <param name="FirstAt">When the first of them arrived.</param>
/// <param name="LastAt">When the last of them arrived.</param>
public sealed record WrongClock(
    string Cluster,
    string Source,
    double AheadSeconds,
    long Records,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt
);

/// <summary>Reads what the graph builder has found out about clocks.</summary>
internal static class WrongClocks
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    /// <summary>A client's clocks that were ahead within the last hour, the latest first.</summary>
    public static async Task<IReadOnlyList<WrongClock>> ReadAsync(
        IGraphReaders graphs,
        TenantId client,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        NodeKey[] places = [.. Enumerable.Range(0, ClockNode.Kept).Select(ClockNode.KeyOf)];
        var nodes = await graphs.Open(client.GraphDatabase).GetNodesAsync(places, cancellationToken);
        return
        [
            .. nodes
                .OfType<Node>()
                .Select(ClockNode.From)
                .OfType<ClockNode>()
                .Where(clock => now - clock.LastAt <= MaxAge)
                .OrderByDescending(clock => clock.LastAt)
                .Select(clock => new WrongClock(
                    clock.Cluster,
                    clock.Source,
                    clock.Ahead.TotalSeconds,
                    clock.Records,
                    clock.FirstAt,
                    clock.LastAt
                )),
        ];
    }
}
