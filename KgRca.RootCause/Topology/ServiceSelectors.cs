using System.Runtime.InteropServices;
using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Topology;

/// <summary>
/// Services by namespace and the rarest pair of their selector, so that labels do not ask every Service of their
/// namespace. Kept as Services are seen and forgotten.
/// </summary>
internal sealed class ServiceSelectors
{
    private readonly Dictionary<ulong, SortedDictionary<string, ResourceState>> _byPair = [];
    private readonly Dictionary<ResourceState, ulong> _pairs = [];

    /// <summary>The Services of a namespace whose selector matches labels, ordered by name.</summary>
    public List<ResourceState> Selecting(string cluster, string @namespace, LabelSet labels, Effort effort)
    {
        var selecting = new List<ResourceState>();
        if (_pairs.Count == 0)
            return selecting;
        foreach (var (name, value) in labels.Pairs)
            if (_byPair.TryGetValue(PodLabels.Hash(cluster, @namespace, name, value), out var services))
                foreach (var service in services.Values)
                    if (effort.TryVisit() && service.Read(Selector.Of) is { } selector && selector.Matches(labels))
                        selecting.Add(service);
        if (selecting.Count > 1)
            selecting.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        return selecting;
    }

    /// <summary>Takes in the selector that a Service now has.</summary>
    public void Note(ResourceState service)
    {
        var pairs = service.Read(Selector.Of)?.Pairs ?? [];
        if (_pairs.TryGetValue(service, out var known) && pairs.Any(pair => HashOf(service, pair) == known))
            return;
        Remove(service);
        if (pairs.Count == 0)
            return;
        var rarest = pairs.Select(pair => HashOf(service, pair)).MinBy(Count);
        _pairs[service] = rarest;
        ref var services = ref CollectionsMarshal.GetValueRefOrAddDefault(_byPair, rarest, out _);
        (services ??= new SortedDictionary<string, ResourceState>(StringComparer.Ordinal))[service.Name] = service;
    }

    public void Remove(ResourceState service)
    {
        if (!_pairs.Remove(service, out var pair) || !_byPair.TryGetValue(pair, out var services))
            return;
        services.Remove(service.Name);
        if (services.Count == 0)
            _byPair.Remove(pair);
    }

    private int Count(ulong pair) => _byPair.TryGetValue(pair, out var services) ? services.Count : 0;

    private static ulong HashOf(ResourceState service, (string Name, string? Value) pair) =>
        PodLabels.Hash(service.Cluster, service.Namespace, pair.Name, pair.Value);
}
