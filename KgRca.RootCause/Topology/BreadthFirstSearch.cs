namespace KgRca.RootCause.Topology;

/// <summary>A breadth-first search over edges of all types in both directions. Reusable, not thread-safe.</summary>
internal sealed class BreadthFirstSearch
{
    private readonly Dictionary<ResourceState, Step> _found = [];
    private readonly Queue<ResourceState> _queue = new();

    /// <summary>
    /// Finds what lies within <see cref="Neighbourhood.MaxHops"/> hops of any start, and tells of each object once,
    /// nearest first.
    /// </summary>
    /// <param name="starts">Where to begin, in order of preference among equals.</param>
    /// <param name="visit">Gets an object, its hops from the nearest start, and that start.</param>
    public void Search(IEnumerable<ResourceState> starts, Action<ResourceState, int, ResourceState> visit)
    {
        _found.Clear();
        _queue.Clear();
        foreach (var start in starts)
            if (_found.TryAdd(start, new Step(null, start, _found.Count, 0)))
                _queue.Enqueue(start);
        while (_queue.TryDequeue(out var resource))
        {
            var step = _found[resource];
            visit(resource, step.Hops, step.Origin);
            if (step.Hops == Neighbourhood.MaxHops)
                continue;
            if (step.Hops > 0 && !Neighbourhood.Relates(resource))
                continue;
            var next = new Step(resource, step.Origin, step.Preference, step.Hops + 1);
            foreach (var edge in resource.Outgoing)
                Add(edge.To, next);
            foreach (var edge in resource.Incoming)
                Add(edge.From, next);
        }
    }

    /// <summary>
    /// The objects from one that the last search found to its nearest start, both included; of one that it did not
    /// find, itself and whoever named it.
    /// </summary>
    /// <param name="resource">The object.</param>
    /// <param name="namedBy">Who named it.</param>
    public string[] PathFrom(ResourceState resource, ResourceState namedBy)
    {
        if (!_found.ContainsKey(resource))
            return [resource.NodeKey.Key, namedBy.NodeKey.Key];
        var path = new List<string>();
        for (ResourceState? step = resource; step is not null; step = _found[step].Parent)
            path.Add(step.NodeKey.Key);
        return [.. path];
    }

    // Of ways of one length the one to the preferred start counts, then the one by the object whose id is lower: not
    // the one whose edge happens to be listed first.
    private void Add(ResourceState resource, Step step)
    {
        if (_found.TryAdd(resource, step))
            _queue.Enqueue(resource);
        else if (_found[resource] is var known && known.Hops == step.Hops && step.IsBefore(known))
            _found[resource] = step;
    }

    /// <summary>How an object was reached: from which, from which start, and how far that is.</summary>
    private readonly record struct Step(ResourceState? Parent, ResourceState Origin, int Preference, int Hops)
    {
        public bool IsBefore(Step other) =>
            Preference != other.Preference
                ? Preference < other.Preference
                : string.CompareOrdinal(Parent?.NodeKey.Key, other.Parent?.NodeKey.Key) < 0;
    }
}
