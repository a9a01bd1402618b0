using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Services;

/// <summary>An address within the cluster.</summary>
/// <param name="Name">The name of the Service.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Port">The port; null where none is named.</param>
/// <param name="IsDatabase">Whether the setting says that it is a database's.</param>
internal sealed record ServiceAddress(string Name, string Namespace, int? Port, bool IsDatabase)
{
    /// <summary>As people write it.</summary>
    public string Text => Port is { } port ? $"{Name}.{Namespace}:{port}" : $"{Name}.{Namespace}";

    /// <summary>
    /// The Service that a host stands for: by its name, by its name and namespace, or by the name of one of its Pods
    /// before it (<c>db-0.db</c>); null where the host lies outside the cluster.
    /// </summary>
    public static ServiceAddress? Of(Endpoint endpoint, ResourceState workload, ClusterTopology topology) =>
        Of(
            endpoint,
            workload.Namespace,
            (service, @namespace) => topology.Find(workload.Cluster, "Service", @namespace, service) is { Exists: true }
        );

    /// <summary>The same, where only some Services are known.</summary>
    public static ServiceAddress? Of(Endpoint endpoint, string ownNamespace, Func<string, string, bool> isService)
    {
        var labels = endpoint.Host.TrimEnd('.').Split('.');
        if (!Array.TrueForAll(labels, IsLabel))
            return null;
        var (name, space) = labels switch
        {
            [var only] => (only, ownNamespace),
            [_, var service] when isService(service, ownNamespace) => (service, ownNamespace),
            [var service, var other] => (service, other),
            [var service, var other, "svc", ..] => (service, other),
            [_, var service, var other, "svc", ..] => (service, other),
            [_, var service, var other] when isService(service, other) => (service, other),
            _ => ("", ""),
        };
        return name.Length == 0 ? null : new ServiceAddress(name, space, endpoint.Port, endpoint.IsDatabase);
    }

    private static bool IsLabel(string text) =>
        text.Length is > 0 and <= 63
        && char.IsAsciiLetterLower(text[0])
        && text[^1] != '-'
        && text.All(character =>
            char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-'
        );
}
