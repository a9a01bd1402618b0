using System.Collections.Frozen;
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

    // By id of the object; null until somebody asks for one.
    private Dictionary<ResourceState, Neighbour>? _byResource;

    private Neighbourhood(int version, List<Neighbour> members) => (Version, Members) = (version, members);

    public int Version { get; }

    public List<Neighbour> Members { get; }

    /// <summary>An object of the neighbourhood; null where it is not one.</summary>
    public Neighbour? Find(ResourceState resource)
    {
        _byResource ??= Members.ToDictionary(member => member.Resource);
        return _byResource.TryGetValue(resource, out var member) ? member : null;
    }

    /// <summary>Whether so much hangs on an object that it relates nothing.</summary>
    public static bool IsHub(ResourceState resource) => resource.Outgoing.Count + resource.Incoming.Count > HubEdges;

    /// <summary>
    /// Whether an object is of a kind that many others share. Custom resources may have anything under them; those that
    /// Pods belong to are workloads.
    /// </summary>
    public static bool IsShared(ResourceState resource) =>
        Shared.Contains(resource.Kind) || KubernetesKinds.IsCustom(resource.Kind) && !IsWorkload(resource);

    private static readonly FrozenSet<string> Shared =
    [
        "Node",
        "Namespace",
        "ServiceAccount",
        "ConfigMap",
        "Secret",
        "ResourceQuota",
        "StorageClass",
        "Ingress",
        "IngressClass",
        "Gateway",
        "GatewayClass",
        "HTTPRoute",
        "GRPCRoute",
        "TLSRoute",
        "TCPRoute",
        "NetworkPolicy",
    ];

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
        var members = new List<Neighbour>();
        var found = new HashSet<ResourceState>();
        // A way around what is shared counts before a shorter one across it.
        foreach (var mode in new[] { ReachMode.AroundShared, ReachMode.AcrossShared })
            topology.Around.Search(
                [resource],
                mode,
                (member, _) =>
                {
                    if (found.Add(member.Resource))
                        members.Add(member);
                }
            );
        return resource.Neighbourhood = new Neighbourhood(topology.Version, members);
    }
}
