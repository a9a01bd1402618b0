namespace KgRca.RootCause.Topology;

/// <summary>A breadth-first search over edges of all types in both directions. Reusable, not thread-safe.</summary>
internal sealed class Reach
{
    private readonly Dictionary<ResourceState, (ResourceState? Parent, ResourceState Origin, int Hops)> _found = [];
    private readonly Queue<ResourceState> _queue = new();

    /// <summary>Finds what lies within <see cref="Neighbourhood.MaxHops"/> hops of any start, and tells of each object once, nearest first.</summary>
    /// <param name="starts">Where to begin, in order of preference among equals.</param>
    /// <param name="visit">Gets an object, its hops from the nearest start, and that start.</param>
    public void Search(IEnumerable<ResourceState> starts, Action<ResourceState, int, ResourceState> visit)
    {
        _found.Clear();
        _queue.Clear();
        foreach (var start in starts)
            if (_found.TryAdd(start, (null, start, 0))) _queue.Enqueue(start);
        while (_queue.TryDequeue(out var resource))
        {
            var (_, origin, hops) = _found[resource];
            visit(resource, hops, origin);
            if (hops == Neighbourhood.MaxHops) continue;
            if (hops > 0 && resource.Outgoing.Count + resource.Incoming.Count > Neighbourhood.HubEdges) continue;
            foreach (var edge in resource.Outgoing) Add(edge.To, resource, origin, hops + 1);
            foreach (var edge in resource.Incoming) Add(edge.From, resource, origin, hops + 1);
        }
    }

    /// <summary>The objects from one that the last search found to its nearest start, both included.</summary>
    public string[] PathFrom(ResourceState resource)
    {
        var path = new List<string>();
        for (ResourceState? step = resource; step is not null; step = _found[step].Parent) path.Add(step.NodeKey.Key);
        return [.. path];
    }

    private void Add(ResourceState resource, ResourceState parent, ResourceState origin, int hops)
    {
        if (_found.TryAdd(resource, (parent, origin, hops))) _queue.Enqueue(resource);
    }
}
