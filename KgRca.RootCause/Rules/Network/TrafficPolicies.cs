using System.Text.Json;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Network;

/// <summary>
/// Objects that rule which requests reach a workload, and how: network policies, a mesh's policies and routes, routes
/// of the Gateway API. No edge ties them to the workload; their selectors, hosts and destinations do.
/// </summary>
internal static class TrafficPolicies
{
    // Istio applies what stands in its root namespace to all.
    private const string RootNamespace = "istio-system";

    // By whom they select: a podSelector, an endpointSelector or a selector.
    private static readonly string[] Selecting =
    [
        "NetworkPolicy",
        "CiliumNetworkPolicy",
        "AuthorizationPolicy",
        "PeerAuthentication",
        "RequestAuthentication",
        "Sidecar",
        "EnvoyFilter",
        "WasmPlugin",
    ];

    // By a host or a Service that they name.
    private static readonly string[] Naming =
    [
        "VirtualService",
        "DestinationRule",
        "ServiceEntry",
        "HTTPRoute",
        "GRPCRoute",
        "TCPRoute",
        "TLSRoute",
        "Server",
        "ServerAuthorization",
        "TrafficSplit",
        "ServiceProfile",
    ];

    private static readonly string[] Selectors = ["podSelector", "endpointSelector", "selector", "workloadSelector"];

    /// <summary>Whether objects of a kind rule requests.</summary>
    public static bool IsOne(string kind) => Array.IndexOf(Selecting, kind) >= 0 || Array.IndexOf(Naming, kind) >= 0;

    /// <summary>The objects that rule requests to a workload or from it, those that are gone but not forgotten among them.</summary>
    public static IEnumerable<ResourceState> Of(ResourceState workload, ClusterTopology topology)
    {
        foreach (var space in new[] { workload.Namespace, RootNamespace })
        {
            foreach (var kind in Selecting)
            foreach (var policy in topology.SeenOfKind(workload.Cluster, kind, space))
                if (Selects(policy, workload))
                    yield return policy;
            foreach (var kind in Naming)
            foreach (var route in topology.SeenOfKind(workload.Cluster, kind, space))
                if (Names(route, workload, topology))
                    yield return route;
        }
    }

    private static bool Selects(ResourceState policy, ResourceState workload)
    {
        // Of one that is gone nobody can tell any more whom it was for.
        if (policy.Object is not { } item || workload.Object is not { } own)
            return policy.DeletedAt is not null;
        var labels = own.At("spec", "template", "metadata");
        foreach (var name in Selectors)
            if (item.At("spec").At(name) is { ValueKind: JsonValueKind.Object } selector)
                return selector.At("labels").IsPresent()
                    ? Labels.Match(selector, "labels", labels)
                    : Labels.Matches(selector, labels);
        var targets = item.At("spec").Items("targetRefs");
        return !targets.Any() || targets.Any(target => target.Text("name") is not { } name || name == workload.Name);
    }

    private static bool Names(ResourceState route, ResourceState workload, ClusterTopology topology)
    {
        if (route.Object is not { } item)
            return route.DeletedAt is not null;
        var spec = item.At("spec");
        foreach (var part in CallGraph.PartsOf(workload, topology))
            if (part.Kind is "Service" or "Deployment" && NamesHost(spec, part.Name, depth: 0))
                return true;
        return false;
    }

    /// <summary>Whether a text anywhere in a value is a host whose first label is a name.</summary>
    private static bool NamesHost(JsonElement value, string name, int depth)
    {
        const int deepest = 10;
        if (depth > deepest)
            return false;
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return IsHost(value.GetString() ?? "", name);
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    if (NamesHost(item, name, depth + 1))
                        return true;
                return false;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                    if (NamesHost(member.Value, name, depth + 1))
                        return true;
                return false;
            default:
                return false;
        }
    }

    private static bool IsHost(string text, string name) =>
        text.StartsWith(name, StringComparison.Ordinal) && (text.Length == name.Length || text[name.Length] == '.');
}
