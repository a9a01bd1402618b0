using KgRca.Contracts.Identity;

namespace KgRca.RootCause.Topology;

/// <summary>Objects of a kind whose name contains one of some words, in any case.</summary>
internal sealed class NamePattern(string kind, params string[] words)
{
    public string Kind { get; } = kind;

    public bool IsIn(string name) =>
        Array.Exists(words, word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}

/// <summary>
/// The few objects of a cluster whose names a rule looks for, so that looking for them does not cost what the cluster
/// has of their kind. Kept as objects come and are forgotten; a pattern counts from its first use on.
/// </summary>
internal sealed class NamedObjects
{
    private static readonly Comparer<ResourceState> ByName = Comparer<ResourceState>.Create(
        (left, right) =>
            left.Namespace != right.Namespace
                ? string.CompareOrdinal(left.Namespace, right.Namespace)
                : string.CompareOrdinal(left.Name, right.Name)
    );

    private readonly Dictionary<(string Cluster, NamePattern Pattern), SortedSet<ResourceState>> _named = [];

    /// <summary>The objects, ordered by namespace and name.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="pattern">What is looked for.</param>
    /// <param name="all">All objects of the kind, for when the pattern is new.</param>
    public IReadOnlyCollection<ResourceState> Get(
        string cluster,
        NamePattern pattern,
        Func<IEnumerable<ResourceState>> all
    )
    {
        if (!_named.TryGetValue((cluster, pattern), out var named))
        {
            named = new SortedSet<ResourceState>(all().Where(resource => pattern.IsIn(resource.Name)), ByName);
            _named.Add((cluster, pattern), named);
        }
        return named;
    }

    public void Add(ResourceState resource)
    {
        foreach (var (key, named) in _named)
            if (IsFor(key, resource.Id))
                named.Add(resource);
    }

    public void Remove(ResourceState resource)
    {
        foreach (var (key, named) in _named)
            if (IsFor(key, resource.Id))
                named.Remove(resource);
    }

    private static bool IsFor((string Cluster, NamePattern Pattern) key, ResourceId id) =>
        key.Pattern.Kind == id.Kind && key.Cluster == id.Cluster && key.Pattern.IsIn(id.Name);
}
