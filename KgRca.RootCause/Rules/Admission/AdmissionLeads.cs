using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Admission;

/// <summary>APIs and namespaces that an error names.</summary>
internal static class AdmissionLeads
{
    private const string Terminating = "because it is being terminated";
    private const string BeforeNamespace = "namespace ";

    private static readonly string[] Unavailable =
    [
        "unable to handle the request",
        "could not find the requested resource",
        "complete list of server APIs",
        "failed to get API group resources",
        "stale GroupVersion discovery",
        "unable to fetch metrics",
        "no metrics returned",
        "service unavailable",
    ];

    /// <summary>The objects, with who serves them.</summary>
    public static IEnumerable<ResourceState> Of(Episode error, ClusterTopology topology)
    {
        if (NamespaceIn(error.Message) is { } name)
            return topology.Find(error.Subject.Cluster, "Namespace", "", name) is { } stuck ? [stuck] : [];
        return Array.Exists(Unavailable, text => error.Message.Contains(text, StringComparison.OrdinalIgnoreCase))
            ? ApisIn(error, topology)
            : [];
    }

    private static string? NamespaceIn(string message)
    {
        var end = message.IndexOf(Terminating, StringComparison.Ordinal);
        if (end < 0)
            return null;
        var start = message.LastIndexOf(BeforeNamespace, end, StringComparison.Ordinal);
        return start < 0 ? null : message[(start + BeforeNamespace.Length)..end].Trim(' ', '"', '\\', '\'');
    }

    private static IEnumerable<ResourceState> ApisIn(Episode error, ClusterTopology topology)
    {
        foreach (var service in topology.OfKind(error.Subject.Cluster, "APIService", null))
        {
            if (
                service.Object is not { } item
                || service.ActiveFindings.Count == 0
                || item.At("spec").Text("group") is not { Length: > 0 } group
                || !error.Message.Contains(group, StringComparison.Ordinal)
            )
                continue;
            yield return service;
            var backend = item.At("spec", "service");
            if (
                topology.Find(
                    service.Cluster,
                    "Service",
                    backend.Text("namespace") ?? "",
                    backend.Text("name") ?? ""
                ) is
                { Exists: true } behind
            )
                foreach (var part in CallGraph.PartsOf(WorkloadLookup.Behind(behind, topology), topology))
                    yield return part;
        }
    }
}
