using KgRca.Contracts.Graphs;
using KgRca.Graph;

namespace KgRca.Api.Quotas;

/// <summary>
/// The clusters that a client's records came from: those of its graph, and those that sent something lately. Not safe
/// for use by many threads.
/// </summary>
internal sealed class KnownClusters(IGraphReader graph, TimeProvider clock)
{
    // Heartbeats alone make nothing in the graph.
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, long> _others = new(StringComparer.Ordinal);
    private HashSet<string>? _names;

    /// <summary>How many there are; 0 before they were read.</summary>
    public int Count => (_names?.Count ?? 0) + _others.Count;

    /// <summary>Reads those of the graph, where that was not done yet.</summary>
    public async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        if (_names is not null)
            return;
        var names = new HashSet<string>(StringComparer.Ordinal);
        var query = new NodeQuery(GraphSchema.Resource, Properties: [ResourceNode.Names.Cluster]);
        await foreach (var node in graph.ReadNodesAsync(query, cancellationToken))
            names.Add(node[ResourceNode.Names.Cluster].AsString ?? "");
        _names = names;
        foreach (var (name, at) in _others)
            if (names.Contains(name) || clock.GetElapsedTime(at) > Lately)
                _others.Remove(name);
    }

    /// <summary>Lets a cluster in, where it is known or there is room.</summary>
    public bool TryAdd(string name, int limit)
    {
        if (_names?.Contains(name) == true)
            return true;
        if (!_others.ContainsKey(name) && Count >= limit)
            return false;
        _others[name] = clock.GetTimestamp();
        return true;
    }

    /// <summary>Reads the graph's clusters again next time: all objects of one may be gone.</summary>
    public void Forget() => _names = null;
}
