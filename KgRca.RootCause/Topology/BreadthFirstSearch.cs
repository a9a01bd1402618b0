using KgRca.Contracts.Records;

namespace KgRca.RootCause.Topology;

/// <summary>Which edges a breadth-first search follows.</summary>
internal enum ReachMode
{
    /// <summary>All, but none from an object that others share.</summary>
    AroundShared,

    /// <summary>All, but from an object that others share only those to what it depends on itself.</summary>
    UpstreamOfShared,

    /// <summary>All, and those from an object that others share where something is known about it.</summary>
    AcrossShared,

    /// <summary>Only those to what an object depends on.</summary>
    Upstream,
}

/// <summary>A breadth-first search over edges of all types in both directions. Reusable, not thread-safe.</summary>
internal sealed class BreadthFirstSearch
{
    private readonly Dictionary<ResourceState, Step> _found = [];
    private readonly Queue<ResourceState> _queue = new();

    /// <summary>
    /// Finds what lies within <see cref="Neighbourhood.MaxHops"/> hops of any start, and reports each object once,
    /// nearest first.
    /// </summary>
    /// <param name="starts">Where to begin, in order of preference among equals.</param>
    /// <param name="mode">Which edges to follow.</param>
    /// <param name="visit">Gets an object and the nearest start.</param>
    public void Search(IEnumerable<ResourceState> starts, ReachMode mode, Action<Neighbour, ResourceState> visit)
    {
        _found.Clear();
        _queue.Clear();
        foreach (var start in starts)
            if (_found.TryAdd(start, new Step(null, start, _found.Count, 0, null, null, false)))
                _queue.Enqueue(start);
        while (_queue.TryDequeue(out var resource))
        {
            var step = _found[resource];
            visit(new Neighbour(resource, step.Hops, step.Entered, step.Left, step.IsUpstream), step.Origin);
            if (step.Hops == Neighbourhood.MaxHops || Neighbourhood.IsHub(resource) && step.Hops > 0)
                continue;
            var isShared = Neighbourhood.IsShared(resource);
            if (step.Hops > 0 && isShared && (mode == ReachMode.AroundShared || !resource.IsSuspect))
                continue;
            foreach (var edge in resource.Outgoing)
                Add(resource, edge, step, isShared, mode);
            foreach (var edge in resource.Incoming)
                Add(resource, edge, step, isShared, mode);
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

    /// <summary>
    /// Whether an edge leads from one of its ends to what that depends on. An autoscaler and what it scales depend on
    /// each other.
    /// </summary>
    private static bool LeadsUpstream(EdgeState edge, ResourceState from) =>
        edge.Type switch
        {
            EdgeType.Scales => true,
            EdgeType.Controls or EdgeType.Limits => edge.To == from,
            _ => edge.From == from,
        };

    // Of ways of one length the one to the preferred start counts, then the one by the object whose id is lower: not
    // the one whose edge happens to be listed first.
    private void Add(ResourceState from, EdgeState edge, Step step, bool isShared, ReachMode mode)
    {
        var isUpstream = LeadsUpstream(edge, from);
        var isConfined = mode == ReachMode.Upstream || mode == ReachMode.UpstreamOfShared && isShared && step.Hops > 0;
        if (isConfined && !isUpstream)
            return;
        var next = step with { Parent = from, Hops = step.Hops + 1 };
        if (isShared)
            next = next with { Entered = step.Entered ?? from, Left = from, IsUpstream = isUpstream };
        var resource = edge.Other(from);
        if (_found.TryAdd(resource, next))
            _queue.Enqueue(resource);
        else if (_found[resource] is var known && known.Hops == next.Hops && next.IsBefore(known))
            _found[resource] = next;
    }

    /// <summary>How an object was reached: from which, from which start, and how far that is.</summary>
    private readonly record struct Step(
        ResourceState? Parent,
        ResourceState Origin,
        int Preference,
        int Hops,
        ResourceState? Entered,
        ResourceState? Left,
        bool IsUpstream
    )
    {
        public bool IsBefore(Step other) =>
            Preference != other.Preference
                ? Preference < other.Preference
                : string.CompareOrdinal(Parent?.NodeKey.Key, other.Parent?.NodeKey.Key) < 0;
    }
}
