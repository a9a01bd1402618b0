using System.Globalization;
using KgRca.Contracts.Graphs;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Persistence;

/// <summary>What of a graph an engine is rebuilt from.</summary>
/// <param name="Engine">The node at <see cref="RootCauseEngine.StateKey"/>.</param>
/// <param name="Watermark">The latest event time, by <see cref="WatermarkOf"/>.</param>
/// <param name="Resources">All nodes labelled <see cref="GraphSchema.Resource"/>, joined with what is remembered of
/// them.</param>
/// <param name="Edges">All relationships between them.</param>
/// <param name="Episodes">The nodes labelled <see cref="GraphSchema.Episodic"/> whose time is not more than
/// <see cref="EngineHorizon.Memory"/> before the watermark, and all whose <c>finding_state</c> is
/// <c>active</c>.</param>
/// <param name="Incidents">The nodes labelled <see cref="GraphSchema.Incident"/> that have an error within that
/// time.</param>
/// <param name="Links">The relationships of types <see cref="GraphSchema.SameIncident"/> and
/// <see cref="GraphSchema.PotentialCause"/> of those.</param>
/// <param name="Listings">All nodes labelled <see cref="GraphSchema.Listing"/>.</param>
public sealed record EngineState(
    Node Engine,
    DateTimeOffset Watermark,
    IReadOnlyList<Node> Resources,
    IReadOnlyList<Relationship> Edges,
    IReadOnlyList<Node> Episodes,
    IReadOnlyList<Node> Incidents,
    IReadOnlyList<Relationship> Links,
    IReadOnlyList<Node> Listings
)
{
    /// <summary>
    /// The latest event time that a graph holds, which decides what the rest of the state is; null for a graph that no
    /// engine has written to.
    /// </summary>
    /// <param name="state">The node at <see cref="RootCauseEngine.StateKey"/>, if there is one.</param>
    public static DateTimeOffset? WatermarkOf(Node? state) => state is null ? null : EngineNode.From(state).Watermark;

    internal static IEnumerable<(string Edge, DateTimeOffset At)> RemovedEdges(Node resource) =>
        Timed(resource[MemoryNode.Names.RemovedEdges]);

    internal static IEnumerable<(string Cause, PendingFinding Pending)> Pending(Node resource)
    {
        foreach (var (text, due) in Timed(resource[MemoryNode.Names.Pending]))
            yield return (
                text[(text.IndexOf(' ') + 1)..],
                new PendingFinding(due, text.StartsWith("old ", StringComparison.Ordinal))
            );
    }

    private static IEnumerable<(string Text, DateTimeOffset At)> Timed(PropertyValue list)
    {
        foreach (var entry in list.AsStrings ?? [])
        {
            var space = entry.IndexOf(' ', StringComparison.Ordinal);
            yield return (
                entry[(space + 1)..],
                DateTimeOffset.FromUnixTimeMilliseconds(
                    long.Parse(entry.AsSpan(0, space), CultureInfo.InvariantCulture)
                )
            );
        }
    }
}
