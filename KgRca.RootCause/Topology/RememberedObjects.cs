using System.Runtime.InteropServices;

namespace KgRca.RootCause.Topology;

/// <summary>
/// The objects of a kind and namespace of which something is remembered, so that who looks for what is wrong does not
/// ask every object.
/// </summary>
internal sealed class RememberedObjects
{
    private readonly Dictionary<
        (string Cluster, string Kind, string Namespace),
        SortedDictionary<string, ResourceState>
    > _objects = [];

    /// <summary>The objects, ordered by name.</summary>
    public IReadOnlyCollection<ResourceState> Get(string cluster, string kind, string @namespace) =>
        _objects.TryGetValue((cluster, kind, @namespace), out var objects) ? objects.Values : [];

    /// <summary>Takes in whether something is remembered of an object.</summary>
    public void Note(ResourceState resource, bool isRemembered)
    {
        if (isRemembered == resource.IsRemembered)
            return;
        resource.IsRemembered = isRemembered;
        var key = (resource.Cluster, resource.Kind, resource.Namespace);
        if (isRemembered)
        {
            ref var objects = ref CollectionsMarshal.GetValueRefOrAddDefault(_objects, key, out _);
            (objects ??= new SortedDictionary<string, ResourceState>(StringComparer.Ordinal))[resource.Name] = resource;
        }
        else if (_objects.TryGetValue(key, out var objects) && objects.GetValueOrDefault(resource.Name) == resource)
        {
            objects.Remove(resource.Name);
            if (objects.Count == 0)
                _objects.Remove(key);
        }
    }
}
