using System.Globalization;
using KgRca.Contracts.Graphs;

namespace KgRca.RootCause.Restoring;

/// <summary>What of a graph an engine is rebuilt from.</summary>
/// <param name="Resources">All nodes labelled <see cref="GraphSchema.Resource"/>.</param>
/// <param name="Edges">All relationships between them.</param>
/// <param name="Episodes">The nodes labelled <see cref="GraphSchema.Episodic"/> whose time is not more than <see cref="EngineHorizon.Memory"/> before the watermark, and
/// all whose <c>finding_state</c> is <c>active</c>.</param>
/// <param name="Incidents">The nodes labelled <see cref="GraphSchema.Incident"/> that have an error within that time.</param>
/// <param name="Links">The relationships of types <see cref="GraphSchema.SameIncident"/> and <see cref="GraphSchema.PotentialCause"/> of those.</param>
public sealed record EngineState(
    IReadOnlyList<Node> Resources, IReadOnlyList<Relationship> Edges, IReadOnlyList<Node> Episodes, IReadOnlyList<Node> Incidents,
    IReadOnlyList<Relationship> Links)
{
    /// <summary>The latest time of anything that a graph holds, which decides what the rest of the state is; null for an empty graph.</summary>
    /// <param name="resources">As <see cref="Resources"/>.</param>
    /// <param name="edges">As <see cref="Edges"/>.</param>
    /// <param name="newestEpisode">The episode with the latest time, if there is one.</param>
    public static DateTimeOffset? WatermarkOf(IReadOnlyList<Node> resources, IReadOnlyList<Relationship> edges, Node? newestEpisode)
    {
        var latest = newestEpisode?["event_time"].AsInteger ?? long.MinValue;
        foreach (var resource in resources)
        {
            latest = Math.Max(latest, resource["deleted_at"].AsInteger ?? resource["observed_at"].AsInteger ?? long.MinValue);
            foreach (var removed in RemovedEdges(resource)) latest = Math.Max(latest, removed.At.ToUnixTimeMilliseconds());
        }
        foreach (var edge in edges) latest = Math.Max(latest, edge["observed_at"].AsInteger ?? long.MinValue);
        return latest == long.MinValue ? null : DateTimeOffset.FromUnixTimeMilliseconds(latest);
    }

    internal static IEnumerable<(string Edge, DateTimeOffset At)> RemovedEdges(Node resource)
    {
        foreach (var entry in resource["removed_edges"].AsStrings ?? [])
        {
            var space = entry.IndexOf(' ', StringComparison.Ordinal);
            yield return (entry[(space + 1)..], DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(entry.AsSpan(0, space), CultureInfo.InvariantCulture)));
        }
    }
}
