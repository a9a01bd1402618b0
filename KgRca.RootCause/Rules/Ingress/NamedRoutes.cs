using System.Text.Json;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Ingress;

/// <summary>Gateways, routes and Ingresses that a client's error names by their address or host.</summary>
internal static class NamedRoutes
{
    private static readonly string[] Kinds = ["Gateway", "Ingress", .. Gateways.Routes];

    /// <summary>Those of them that are broken.</summary>
    public static IEnumerable<ResourceState> In(Episode error, ClusterTopology topology)
    {
        if (!error.IsFromLog && !Signals.IsAlert(error))
            yield break;
        foreach (var kind in Kinds)
        foreach (var resource in topology.OfKind(error.Subject.Cluster, kind, null))
            if (
                resource.ActiveFindings.Count > 0
                && resource.Object is { } item
                && NamesOf(item).Any(name => Names(error.Message, name))
            )
                yield return resource;
    }

    /// <summary>Whether one of a cluster serves a host.</summary>
    public static bool Serve(string host, string cluster, ClusterTopology topology) =>
        Array.Exists(
            Kinds,
            kind =>
                topology
                    .OfKind(cluster, kind, null)
                    .Any(resource => resource.Object is { } item && NamesOf(item).Any(name => Names(host, name)))
        );

    private static IEnumerable<string?> NamesOf(JsonElement item)
    {
        var (spec, status) = (item.At("spec"), item.At("status"));
        return
        [
            .. status.Items("addresses").Select(address => address.Text("value")),
            .. status
                .At("loadBalancer")
                .Items("ingress")
                .Select(address => address.Text("ip") ?? address.Text("hostname")),
            .. spec.Items("listeners").Select(listener => listener.Text("hostname")),
            .. spec.Items("rules").Select(rule => rule.Text("host")),
            .. spec.Items("hostnames").Select(host => host.Text()),
        ];
    }

    // Of a wildcard, what comes after it.
    private static bool Names(string message, string? name)
    {
        if (name?.TrimStart('*', '.') is not { Length: > 3 } text)
            return false;
        var at = message.IndexOf(text, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return false;
        var end = at + text.Length;
        return (end == message.Length || !char.IsAsciiLetterOrDigit(message[end]) && message[end] is not '-')
            && (at == 0 || !char.IsAsciiLetterOrDigit(message[at - 1]));
    }
}
