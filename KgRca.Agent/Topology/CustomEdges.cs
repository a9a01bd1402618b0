using System.Text.Json;
using KgRca.Agent.Kubernetes;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Topology;

/// <summary>
/// The edges that an object of a kind that the user has named states, by what custom resources have in common: members
/// that end in <c>Ref</c>, the Secret that it makes, and the lists in which GitOps controllers keep what they have
/// applied.
/// </summary>
internal static class CustomEdges
{
    private const int MaxDepth = 6;

    // Of what is applied, what others do not hang on by an owner.
    private static readonly HashSet<string> Applied = new(StringComparer.Ordinal)
    {
        "Deployment",
        "StatefulSet",
        "DaemonSet",
        "CronJob",
        "Job",
        "Service",
        "Ingress",
        "ConfigMap",
        "Secret",
    };

    /// <summary>Adds them.</summary>
    public static void Read(ObjectKey key, JsonElement item, HashSet<EdgeKey> edges)
    {
        var (spec, status) = (item.At("spec"), item.At("status"));
        if (SecretOf(key, spec) is { } secret)
            edges.Add(new EdgeKey(EdgeType.Controls, key, new ObjectKey("Secret", key.Namespace, secret)));
        ReadReferences(key, spec, edges, 0);
        // Argo CD's Application.
        foreach (var resource in status.Items("resources"))
            AddApplied(key, resource.Text("kind"), resource.Text("namespace"), resource.Text("name"), edges);
        // Flux's Kustomization: namespace_name_group_Kind.
        foreach (var entry in status.At("inventory").Items("entries"))
            if (entry.Text("id")?.Split('_') is [var space, var name, _, var kind])
                AddApplied(key, kind, space, name, edges);
    }

    /// <summary>The Secret that an object is there to make.</summary>
    private static string? SecretOf(ObjectKey key, JsonElement spec) =>
        key.Kind switch
        {
            "Certificate" => spec.Text("secretName"),
            "ExternalSecret" => spec.At("target").Text("name") ?? key.Name,
            "SealedSecret" => spec.At("template").At("metadata").Text("name") ?? key.Name,
            _ => null,
        };

    private static void ReadReferences(ObjectKey key, JsonElement value, HashSet<EdgeKey> edges, int depth)
    {
        if (depth > MaxDepth)
            return;
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var element in value.EnumerateArray())
                ReadReferences(key, element, edges, depth + 1);
            return;
        }
        if (value.ValueKind != JsonValueKind.Object)
            return;
        foreach (var member in value.EnumerateObject())
        {
            if (member.Name.EndsWith("Ref", StringComparison.Ordinal))
                Add(key, member.Name, member.Value, edges);
            else if (member.NameEquals("dependsOn"u8))
                foreach (var other in value.Items("dependsOn"))
                    Add(edges, EdgeType.Uses, key, key.Kind, other.Text("namespace"), other.Text("name"));
            ReadReferences(key, member.Value, edges, depth + 1);
        }
    }

    private static void Add(ObjectKey key, string member, JsonElement reference, HashSet<EdgeKey> edges)
    {
        if (member == "scaleTargetRef")
            Add(edges, EdgeType.Scales, key, reference.Text("kind") ?? "Deployment", null, reference.Text("name"));
        // Crossplane's, which writes a Secret.
        else if (member == "writeConnectionSecretToRef")
            Add(edges, EdgeType.Controls, key, "Secret", reference.Text("namespace"), reference.Text("name"));
        else
            Add(
                edges,
                EdgeType.Uses,
                key,
                reference.Text("kind") ?? KindOf(member),
                reference.Text("namespace"),
                reference.Text("name")
            );
    }

    private static string? KindOf(string member) =>
        member switch
        {
            "issuerRef" => "Issuer",
            "secretStoreRef" => "SecretStore",
            _ when member.EndsWith("ecretRef", StringComparison.Ordinal)
                    || member.EndsWith("ecretKeyRef", StringComparison.Ordinal) => "Secret",
            _ when member.EndsWith("onfigMapRef", StringComparison.Ordinal)
                    || member.EndsWith("onfigMapKeyRef", StringComparison.Ordinal) => "ConfigMap",
            _ => null,
        };

    private static void AddApplied(
        ObjectKey key,
        string? kind,
        string? @namespace,
        string? name,
        HashSet<EdgeKey> edges
    )
    {
        if (kind is not null && Applied.Contains(kind))
            Add(edges, EdgeType.Controls, key, kind, @namespace, name);
    }

    private static void Add(
        HashSet<EdgeKey> edges,
        EdgeType type,
        ObjectKey key,
        string? kind,
        string? @namespace,
        string? name
    )
    {
        if (kind is not null && name is not null)
            edges.Add(new EdgeKey(type, key, new ObjectKey(kind, @namespace ?? key.Namespace, name)));
    }
}
