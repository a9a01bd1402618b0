using System.Text.Json;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Nodes;

/// <summary>What some nodes have in common that others do not have: a pool, a zone, a subnet, a kernel, a version.</summary>
internal static class NodeTraits
{
    private static readonly (string Label, string Name)[] Labels =
    [
        ("eks.amazonaws.com/nodegroup", "pool"),
        ("cloud.google.com/gke-nodepool", "pool"),
        ("kubernetes.azure.com/agentpool", "pool"),
        ("karpenter.sh/nodepool", "pool"),
        ("topology.kubernetes.io/zone", "zone"),
        ("node.kubernetes.io/instance-type", "machine type"),
        ("kubernetes.io/arch", "architecture"),
    ];

    private static readonly (string Member, string Name)[] Versions =
    [
        ("kernelVersion", "kernel"),
        ("osImage", "image"),
        ("containerRuntimeVersion", "runtime"),
        ("kubeletVersion", "kubelet"),
    ];

    /// <summary>
    /// What nodes share and others have not, with how many they are: <c>3 nodes of zone a</c>; null where nothing is known.
    /// </summary>
    /// <param name="nodes">Those that share it, two or more.</param>
    /// <param name="others">Those that are to differ, one or more.</param>
    public static string? SharedBy(IReadOnlyCollection<ResourceState> nodes, IReadOnlyCollection<ResourceState> others)
    {
        if (others.Count == 0)
            return null;
        foreach (var (label, name) in Labels)
            if (Common(nodes, others, node => Item(node).At("metadata", "labels").Text(label)) is { } value)
                return $"{nodes.Count} nodes of {name} {value}";
        foreach (var (member, name) in Versions)
            if (Common(nodes, others, node => Item(node).At("status", "nodeInfo").Text(member)) is { } value)
                return $"{nodes.Count} nodes with {name} {value}";
        return Common(nodes, others, SubnetOf) is { } subnet ? $"{nodes.Count} nodes of subnet {subnet}.0/24" : null;
    }

    private static string? Common(
        IReadOnlyCollection<ResourceState> nodes,
        IReadOnlyCollection<ResourceState> others,
        Func<ResourceState, string?> read
    )
    {
        string? value = null;
        foreach (var node in nodes)
        {
            if (read(node) is not { } own || value is not null && own != value)
                return null;
            value = own;
        }
        return others.Any(other => read(other) == value) ? null : value;
    }

    private static string? SubnetOf(ResourceState node)
    {
        foreach (var address in Item(node).At("status").Items("addresses"))
            if (address.Text("type") == "InternalIP" && address.Text("address") is { } ip)
                return ip.LastIndexOf('.') is > 0 and var end ? ip[..end] : null;
        return null;
    }

    private static JsonElement Item(ResourceState node) => node.Object ?? default;
}
