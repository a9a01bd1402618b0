using KgRca.Contracts.Graphs;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;

namespace KgRca.GraphBuilder.Engines;

/// <summary>
/// The clocks of a tenant that are ahead: those that were noticed last, kept in the graph for whoever asks about its
/// agents. Not thread-safe.
/// </summary>
internal sealed class WrongClocks
{
    private const int Kept = ClockNode.Kept;

    private readonly ClockNode?[] _clocks = new ClockNode?[Kept];
    private readonly SortedSet<int> _changed = [];

    /// <summary>Takes in what the graph has.</summary>
    public void Restore(IEnumerable<Node> engineNodes)
    {
        foreach (var node in engineNodes)
            for (var place = 0; place < Kept; place++)
                if (node.Key == ClockNode.KeyOf(place))
                    _clocks[place] = ClockNode.From(node);
    }

    /// <summary>A record's clock is ahead.</summary>
    /// <returns>The clock, where it was not known to be wrong.</returns>
    public ClockNode? Note(WireRecord record, TimeSpan ahead, DateTimeOffset arrivedAt)
    {
        var (cluster, source) = SourceOf(record);
        var place = Array.FindIndex(_clocks, clock => clock?.Cluster == cluster && clock.Source == source);
        if (place >= 0 && _clocks[place] is { } known)
        {
            _clocks[place] = known with { Ahead = ahead, Records = known.Records + 1, LastAt = arrivedAt };
            _changed.Add(place);
            return null;
        }
        place = OldestPlace();
        var noticed = new ClockNode(cluster, source, ahead, 1, arrivedAt, arrivedAt);
        _clocks[place] = noticed;
        _changed.Add(place);
        return noticed;
    }

    /// <summary>Adds what has changed since it was last written.</summary>
    public void Write(ICollection<GraphChange> changes)
    {
        foreach (var place in _changed)
            if (_clocks[place] is { } clock)
                changes.Add(new UpsertNode(ClockNode.KeyOf(place), clock.ToProperties()));
        _changed.Clear();
    }

    private int OldestPlace()
    {
        var oldest = 0;
        for (var place = 0; place < Kept; place++)
        {
            if (_clocks[place] is not { } clock)
                return place;
            if (clock.LastAt < _clocks[oldest]?.LastAt)
                oldest = place;
        }
        return oldest;
    }

    // Who reported an event has set its time: a component on a node. Lines bear the time of their container's node.
    private static (string Cluster, string Source) SourceOf(WireRecord record) =>
        record switch
        {
            Event { Source: EventSource.K8sLog } line => (
                line.Cluster,
                $"logs of {line.Subject.Kind} {line.Subject.Namespace}/{line.Subject.Name}"
            ),
            Event item => (item.Cluster, ReporterOf(item)),
            AlertGroup group => (ClusterEngines.LabelOf(group.Alerts[0]) ?? "", "alerts"),
            Resource resource => (resource.Cluster, "agent"),
            Listing listing => (listing.Cluster, "agent"),
            Edge edge => (edge.Cluster, "agent"),
            _ => ("", ""),
        };

    private static string ReporterOf(Event item)
    {
        var component = item.Labels?.GetValueOrDefault("component") ?? WireNames.Of(item.Source);
        return item.Labels?.GetValueOrDefault("host") is { Length: > 0 } host ? $"{component} on {host}" : component;
    }
}
