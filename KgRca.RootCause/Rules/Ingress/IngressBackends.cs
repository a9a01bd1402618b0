using System.Text.Json;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Ingress;

/// <summary>The Services and ports that the paths of an Ingress lead to.</summary>
internal static class IngressBackends
{
    public static void Check(
        ClusterTopology topology,
        ResourceState ingress,
        string where,
        JsonElement backend,
        List<Finding> findings
    )
    {
        if (backend.Text("name") is not { } name)
            return;
        if (IngressFindings.IsMissing(topology, ingress, "Service", ingress.Namespace, name))
        {
            IngressFindings.AddMissing(
                findings,
                ingress,
                new KindScope("Service", ingress.Namespace, name),
                Causes.IngressBackend,
                "IngressBackendMissing",
                $"routes {where} to Service {name}, which does not exist",
                Evidence.Of(ingress, $"{where}.service.name", name)
            );
            return;
        }
        if (
            topology.Find(ingress.Cluster, "Service", ingress.Namespace, name)
                is not { Exists: true, Object: { } item } service
            || item.At("spec").Text("type") == "ExternalName"
        )
            return;
        var port = backend.At("port");
        var ports = item.At("spec").Items("ports");
        if (
            port.Number("number") is { } number
                ? ports.Any(own => own.Number("port") == number)
                : port.Text("name") is not { } wanted || ports.Any(own => own.Text("name") == wanted)
        )
            return;
        IngressFindings.Add(
            findings,
            ingress,
            Causes.IngressPort,
            "IngressPortMismatch",
            $"routes {where} to port {port.Text("name") ?? $"{port.Number("number")}"} of Service {name}, "
                + "which that Service does not have",
            Evidence.Of(ingress, $"{where}.service.port", port.GetRawText()),
            Evidence.Of(service, item, "spec", "ports")
        );
    }

    /// <summary>Whether an Ingress sends requests to a Service.</summary>
    public static bool SendsTo(ResourceState ingress, string service) =>
        ingress.Object is { } item
        && (
            item.At("spec", "defaultBackend", "service").Text("name") == service
            || item.At("spec")
                .Items("rules")
                .Any(rule =>
                    rule.At("http").Items("paths").Any(path => path.At("backend", "service").Text("name") == service)
                )
        );
}
