using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Topology;

/// <summary>The objects within <see cref="MaxHops"/> hops of one, nearest first, itself at 0.</summary>
internal sealed class Neighbourhood
{
    /// <summary>How far causes and errors of one incident may lie apart.</summary>
    public const int MaxHops = 3;

    // What so much hangs on relates nothing, whatever happens to it.
    private const int HubEdges = 512;

    private Neighbourhood(int version, List<(ResourceState, int)> members) => (Version, Members) = (version, members);

    public int Version { get; }

    public IReadOnlyList<(ResourceState Resource, int Hops)> Members { get; }

    /// <summary>
    /// Whether an object relates those that hang on it. What many share (a node, a namespace's default ServiceAccount,
    /// its root certificates) does so only while something is known to be wrong with it, or was changed, or while it is
    /// missing: else two failures that happen to be on one node would be one incident.
    /// </summary>
    public static bool Relates(ResourceState resource) =>
        resource.Outgoing.Count + resource.Incoming.Count <= HubEdges && (resource.IsSuspect || !IsShared(resource));

    /// <summary>
    /// Whether an object is of a kind that many others share. Custom resources may have anything under them; those that
    /// Pods belong to are workloads.
    /// </summary>
    public static bool IsShared(ResourceState resource) =>
        resource.Kind is "Node" or "ServiceAccount" or "ConfigMap" or "Secret"
        || KubernetesKinds.IsCustom(resource.Kind) && !IsWorkload(resource);

    private static bool IsWorkload(ResourceState resource)
    {
        foreach (var edge in resource.Outgoing)
            if (edge.Type == EdgeType.Controls && edge.To.Kind is "Pod" or "ReplicaSet" or "Job")
                return true;
        return false;
    }

    /// <summary>The neighbourhood of an object, kept with it until an edge changes.</summary>
    public static Neighbourhood Of(ResourceState resource, ClusterTopology topology)
    {
        if (resource.Neighbourhood is { } known && known.Version == topology.Version)
            return known;
        var members = new List<(ResourceState, int)>();
        new BreadthFirstSearch().Search([resource], (found, hops, _) => members.Add((found, hops)));
        return resource.Neighbourhood = new Neighbourhood(topology.Version, members);
    }
}
