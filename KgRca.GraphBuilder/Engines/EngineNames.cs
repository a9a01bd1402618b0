using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;

namespace KgRca.GraphBuilder.Engines;

/// <summary>Which engine of a graph each cluster belongs to.</summary>
internal sealed class EngineNames
{
    private readonly Dictionary<string, Node> _states;
    private readonly SortedSet<string> _names;

    /// <param name="states">The engines' nodes by name. The shared one may be of an earlier version, which had one for
    /// all clusters: they get their own from it.</param>
    /// <param name="resources">All objects.</param>
    public EngineNames(Dictionary<string, Node> states, IEnumerable<Node> resources)
    {
        _states = states;
        _names = new SortedSet<string>(states.Keys, StringComparer.Ordinal);
        if (!states.ContainsKey(ClusterEngines.Shared))
            return;
        foreach (var resource in resources)
            if (_names.Count <= ClusterEngines.OwnEngines)
                _names.Add(ClusterOf(resource.Key.Key));
    }

    /// <summary>The engines, in order.</summary>
    public IReadOnlyCollection<string> All => _names;

    /// <summary>The node that an engine goes on from.</summary>
    public Node StateOf(string name) => _states.TryGetValue(name, out var own) ? own : _states[ClusterEngines.Shared];

    /// <summary>The engine of an object's cluster.</summary>
    public string Of(string? resourceId) => OfCluster(ClusterOf(resourceId));

    /// <summary>The engine of a cluster.</summary>
    public string OfCluster(string cluster) =>
        _names.Contains(cluster) ? cluster
        : _names.Contains(ClusterEngines.Shared) ? ClusterEngines.Shared
        : _names.Min ?? ClusterEngines.Shared;

    private static string ClusterOf(string? resourceId) =>
        ResourceId.TryParse(resourceId, out var id) ? id.Cluster : "";
}
