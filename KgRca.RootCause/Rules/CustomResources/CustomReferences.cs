using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.CustomResources;

/// <summary>
/// The custom resources that one names in its specification (<c>issuerRef</c>, <c>sourceRef</c>, <c>dependsOn</c>), that
/// were made for it, and that make a Secret or ConfigMap: by edges where an agent sends them, else by the objects.
/// </summary>
internal static class CustomReferences
{
    private const int MaxDepth = 4;

    private static readonly string[] OfCertificates = ["CertificateRequest", "Order", "Challenge"];

    private static readonly string[] Makers =
    [
        "Certificate",
        "ExternalSecret",
        "ClusterExternalSecret",
        "SealedSecret",
    ];

    /// <summary>What a resource uses.</summary>
    public static IEnumerable<ResourceState> UsedBy(ResourceState resource, ClusterTopology topology) =>
        resource
            .Outgoing.Where(edge => edge.Type == EdgeType.Uses)
            .Select(edge => edge.To)
            .Concat(
                NamedIn(resource.Object?.At("spec") ?? default, resource, 0)
                    .Select(name => Find(name.Kind, name.Namespace, name.Name, resource, topology))
                    .OfType<ResourceState>()
            )
            .Concat(Charts(resource, topology))
            .Where(used => used != resource)
            .Distinct();

    /// <summary>What was made for a resource by its own controller.</summary>
    public static IEnumerable<ResourceState> MadeFor(ResourceState resource, ClusterTopology topology) =>
        resource
            .Outgoing.Where(edge => edge.Type == EdgeType.Controls)
            .Select(edge => edge.To)
            .Concat(
                OfCertificates
                    .SelectMany(kind => topology.OfKind(resource.Cluster, kind, resource.Namespace))
                    .Where(made => IsOwnedBy(made, resource))
            )
            .Distinct();

    /// <summary>The resource that is there to make a Secret; null where none is known.</summary>
    public static ResourceState? MakerOf(ResourceState secret, ClusterTopology topology)
    {
        foreach (var edge in secret.Incoming)
            if (edge.Type == EdgeType.Controls && KubernetesKinds.IsCustom(edge.From.Kind))
                return edge.From;
        return Makers
            .SelectMany(kind => topology.OfKind(secret.Cluster, kind, secret.Namespace))
            .FirstOrDefault(maker => SecretOf(maker) == secret.Name);
    }

    private static string? SecretOf(ResourceState maker)
    {
        var spec = maker.Object?.At("spec") ?? default;
        return maker.Kind switch
        {
            "Certificate" => spec.Text("secretName"),
            "SealedSecret" => spec.At("template", "metadata").Text("name") ?? maker.Name,
            _ => spec.At("target").Text("name") ?? maker.Name,
        };
    }

    private static bool IsOwnedBy(ResourceState made, ResourceState owner) =>
        (made.Object?.At("metadata").Items("ownerReferences") ?? default).Any(reference =>
            reference.Text("kind") == owner.Kind && reference.Text("name") == owner.Name
        );

    // Flux names the HelmChart of a HelmRelease after both namespaces and names.
    private static IEnumerable<ResourceState> Charts(ResourceState release, ClusterTopology topology) =>
        release.Kind == "HelmRelease"
            ? topology
                .OfKind(release.Cluster, "HelmChart", null)
                .Where(chart => chart.Name == $"{release.Namespace}-{release.Name}")
            : [];

    private static IEnumerable<(string? Kind, string Namespace, string Name)> NamedIn(
        JsonElement value,
        ResourceState resource,
        int depth
    )
    {
        if (depth > MaxDepth)
            yield break;
        if (value.ValueKind == JsonValueKind.Array)
            foreach (var item in value.EnumerateArray())
            foreach (var name in NamedIn(item, resource, depth + 1))
                yield return name;
        if (value.ValueKind != JsonValueKind.Object)
            yield break;
        foreach (var other in value.Items("dependsOn"))
            if (other.Text("name") is { } name)
                yield return (resource.Kind, other.Text("namespace") ?? resource.Namespace, name);
        foreach (var member in value.EnumerateObject())
            if (member.Name.EndsWith("Ref", StringComparison.Ordinal) && member.Value.Text("name") is { } name)
                yield return (
                    member.Value.Text("kind") ?? KindOf(member.Name),
                    member.Value.Text("namespace") ?? resource.Namespace,
                    name
                );
            else
                foreach (var inner in NamedIn(member.Value, resource, depth + 1))
                    yield return inner;
    }

    private static string? KindOf(string member) =>
        member switch
        {
            "issuerRef" => "Issuer",
            "secretStoreRef" => "SecretStore",
            _ => null,
        };

    private static ResourceState? Find(
        string? kind,
        string @namespace,
        string name,
        ResourceState resource,
        ClusterTopology topology
    ) =>
        kind is null || !KubernetesKinds.IsCustom(kind)
            ? null
            : topology.Find(resource.Cluster, kind, @namespace, name)
                ?? topology.Find(resource.Cluster, kind, "", name);
}
