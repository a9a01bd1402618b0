using System.Text.Json;
using KgRca.Agent.Kubernetes;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Topology;

/// <summary>An edge between two objects of a cluster.</summary>
internal readonly record struct EdgeKey(EdgeType Type, ObjectKey From, ObjectKey To);

/// <summary>
/// The edges that an object states itself: its owner, and what its specification names. Those by selectors need other
/// objects: <see cref="EdgeDeriver"/>.
/// </summary>
internal static class ObjectEdges
{
    // The API server's certificate, which every Pod mounts that has a service account's token: an edge of everything to
    // one object relates nothing.
    private const string RootCertificates = "kube-root-ca.crt";

    /// <summary>Adds the edges of an object.</summary>
    public static void Read(ObjectKey key, JsonElement item, HashSet<EdgeKey> edges)
    {
        foreach (var owner in item.At("metadata").Items("ownerReferences"))
            if (owner.Flag("controller") && owner.Text("kind") is { } kind && owner.Text("name") is { } name)
                edges.Add(new EdgeKey(EdgeType.Controls, new ObjectKey(kind, key.Namespace, name), key));
        var spec = item.At("spec");
        switch (key.Kind)
        {
            case "Pod":
                ReadPod(key, spec, edges);
                break;
            case "PersistentVolumeClaim":
                Add(edges, EdgeType.BoundTo, key, "PersistentVolume", "", spec.Text("volumeName"));
                break;
            case "HorizontalPodAutoscaler":
                var target = spec.At("scaleTargetRef");
                if (target.Text("kind") is { } scaled)
                    Add(edges, EdgeType.Scales, key, scaled, key.Namespace, target.Text("name"));
                break;
            case "ResourceQuota":
                edges.Add(new EdgeKey(EdgeType.Limits, key, new ObjectKey("Namespace", "", key.Namespace)));
                break;
            case "Ingress":
                ReadIngress(key, spec, edges);
                break;
            case "HTTPRoute":
                foreach (var backend in spec.Items("rules").SelectMany(rule => rule.Items("backendRefs")))
                    if (backend.Text("kind") is null or "Service")
                        Add(
                            edges,
                            EdgeType.RoutesTo,
                            key,
                            "Service",
                            backend.Text("namespace") ?? key.Namespace,
                            backend.Text("name")
                        );
                foreach (var parent in spec.Items("parentRefs"))
                    if (parent.Text("kind") is null or "Gateway" && parent.Text("name") is { } gateway)
                        edges.Add(
                            new EdgeKey(
                                EdgeType.RoutesTo,
                                new ObjectKey("Gateway", parent.Text("namespace") ?? key.Namespace, gateway),
                                key
                            )
                        );
                break;
        }
    }

    /// <summary>
    /// Adds the edges that a Pod's specification states, be it of a Pod or of the template of <paramref name="key"/>.
    /// </summary>
    public static void ReadPod(ObjectKey key, JsonElement spec, HashSet<EdgeKey> edges)
    {
        Add(edges, EdgeType.RunsOn, key, "Node", "", spec.Text("nodeName"));
        Add(edges, EdgeType.Uses, key, "ServiceAccount", key.Namespace, spec.Text("serviceAccountName"));
        foreach (var volume in spec.Items("volumes"))
        {
            ReadVolume(key, volume, edges);
            foreach (var source in volume.At("projected").Items("sources"))
                ReadVolume(key, source, edges);
            // An ephemeral volume's claim is named after the Pod and the volume.
            if (volume.At("ephemeral").ValueKind == JsonValueKind.Object)
                Add(
                    edges,
                    EdgeType.Mounts,
                    key,
                    "PersistentVolumeClaim",
                    key.Namespace,
                    $"{key.Name}-{volume.Text("name")}"
                );
        }
        foreach (var container in spec.Items("containers").Concat(spec.Items("initContainers")))
        {
            foreach (var source in container.Items("envFrom"))
            {
                Add(edges, EdgeType.Mounts, key, "ConfigMap", key.Namespace, source.At("configMapRef").Text("name"));
                Add(edges, EdgeType.Mounts, key, "Secret", key.Namespace, source.At("secretRef").Text("name"));
            }
            foreach (var variable in container.Items("env"))
            {
                Add(
                    edges,
                    EdgeType.Mounts,
                    key,
                    "ConfigMap",
                    key.Namespace,
                    variable.At("valueFrom").At("configMapKeyRef").Text("name")
                );
                Add(
                    edges,
                    EdgeType.Mounts,
                    key,
                    "Secret",
                    key.Namespace,
                    variable.At("valueFrom").At("secretKeyRef").Text("name")
                );
            }
        }
    }

    private static void ReadVolume(ObjectKey key, JsonElement volume, HashSet<EdgeKey> edges)
    {
        Add(
            edges,
            EdgeType.Mounts,
            key,
            "PersistentVolumeClaim",
            key.Namespace,
            volume.At("persistentVolumeClaim").Text("claimName")
        );
        if (volume.At("configMap").Text("name") is { } map && map != RootCertificates)
            Add(edges, EdgeType.Mounts, key, "ConfigMap", key.Namespace, map);
        Add(
            edges,
            EdgeType.Mounts,
            key,
            "Secret",
            key.Namespace,
            volume.At("secret").Text("secretName") ?? volume.At("secret").Text("name")
        );
    }

    private static void ReadIngress(ObjectKey key, JsonElement spec, HashSet<EdgeKey> edges)
    {
        Add(
            edges,
            EdgeType.RoutesTo,
            key,
            "Service",
            key.Namespace,
            spec.At("defaultBackend").At("service").Text("name")
        );
        foreach (var path in spec.Items("rules").SelectMany(rule => rule.At("http").Items("paths")))
            Add(edges, EdgeType.RoutesTo, key, "Service", key.Namespace, path.At("backend").At("service").Text("name"));
    }

    private static void Add(
        HashSet<EdgeKey> edges,
        EdgeType type,
        ObjectKey from,
        string kind,
        string @namespace,
        string? name
    )
    {
        if (name is not null)
            edges.Add(new EdgeKey(type, from, new ObjectKey(kind, @namespace, name)));
    }
}
