namespace KgRca.RootCause.Topology;

/// <summary>The objects within <see cref="MaxHops"/> hops of one, nearest first, itself at 0.</summary>
internal sealed class Neighbourhood
{
    /// <summary>How far causes and errors of one incident may lie apart.</summary>
    public const int MaxHops = 3;

    /// <summary>
    /// An object with more edges than this is not passed through: what everything shares (a namespace's default ServiceAccount, its root certificates)
    /// relates nothing. A Node holds 110 Pods by default, and must be passed through.
    /// </summary>
    public const int HubEdges = 512;

    private Neighbourhood(int version, List<(ResourceState, int)> members) => (Version, Members) = (version, members);

    public int Version { get; }

    public IReadOnlyList<(ResourceState Resource, int Hops)> Members { get; }

    /// <summary>The neighbourhood of an object, kept with it until an edge changes.</summary>
    public static Neighbourhood Of(ResourceState resource, ClusterTopology topology)
    {
        if (resource.Neighbourhood is { } known && known.Version == topology.Version) return known;
        var members = new List<(ResourceState, int)>();
        new Reach().Search([resource], (found, hops, _) => members.Add((found, hops)));
        return resource.Neighbourhood = new Neighbourhood(topology.Version, members);
    }
}
