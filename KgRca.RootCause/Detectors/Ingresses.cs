using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Taxonomy;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Detectors;

/// <summary>What an Ingress refers to and is not there: its class, its Services and their ports, its certificates. Only kinds that are watched are known to lack anything.</summary>
internal static class Ingresses
{
    // What Kubernetes has a Secret of type kubernetes.io/tls hold.
    private static readonly string[] CertificateKeys = ["tls.crt", "tls.key"];

    public static void Inspect(ClusterTopology topology, ResourceState ingress, JsonElement item, List<Finding> findings)
    {
        var spec = item.At("spec");
        if (spec.Text("ingressClassName") is { } className && IsMissing(topology, ingress, "IngressClass", "", className))
            Add(findings, ingress, Causes.IngressClass, "IngressClassMissing", $"names class {className}, which does not exist", Evidence.Of(ingress, item, "spec", "ingressClassName"));
        foreach (var tls in spec.Items("tls"))
        {
            if (tls.Text("secretName") is not { } secret) continue;
            if (IsMissing(topology, ingress, "Secret", ingress.Namespace, secret))
                Add(findings, ingress, Causes.IngressCertificate, "IngressCertificateMissing", $"takes its certificate from Secret {secret}, which does not exist", Evidence.Of(ingress, "spec.tls.secretName", secret));
            else if (topology.Find(ingress.Cluster, "Secret", ingress.Namespace, secret) is { Object: { } certificate } holder && certificate.At("data") is { ValueKind: JsonValueKind.Object } data && Array.Find(CertificateKeys, key => !data.At(key).IsPresent()) is { } lacking)
                Add(findings, ingress, Causes.IngressCertificate, "IngressCertificateMissing", $"takes its certificate from Secret {secret}, which has no {lacking}", Evidence.Of(ingress, "spec.tls.secretName", secret), Evidence.Of(holder, $"data.{lacking}", "absent"));
        }
        Check(topology, ingress, "defaultBackend", spec.At("defaultBackend", "service"), findings);
        foreach (var path in spec.Items("rules").SelectMany(rule => rule.At("http").Items("paths")))
            Check(topology, ingress, $"path {path.Text("path") ?? "/"}", path.At("backend", "service"), findings);
    }

    private static void Check(ClusterTopology topology, ResourceState ingress, string where, JsonElement backend, List<Finding> findings)
    {
        if (backend.Text("name") is not { } name) return;
        if (IsMissing(topology, ingress, "Service", ingress.Namespace, name))
        {
            Add(findings, ingress, Causes.IngressBackend, "IngressBackendMissing", $"sends {where} to Service {name}, which does not exist", Evidence.Of(ingress, $"{where}.service.name", name));
            return;
        }
        if (topology.Find(ingress.Cluster, "Service", ingress.Namespace, name) is not { Exists: true, Object: { } item } service || item.At("spec").Text("type") == "ExternalName") return;
        var port = backend.At("port");
        var ports = item.At("spec").Items("ports");
        if (port.Number("number") is { } number ? ports.Any(own => own.Number("port") == number) : port.Text("name") is not { } wanted || ports.Any(own => own.Text("name") == wanted)) return;
        Add(findings, ingress, Causes.IngressPort, "IngressPortMismatch", $"sends {where} to port {port.Text("name") ?? $"{port.Number("number")}"} of Service {name}, which that Service does not have",
            Evidence.Of(ingress, $"{where}.service.port", port.GetRawText()), Evidence.Of(service, item, "spec", "ports"));
    }

    private static bool IsMissing(ClusterTopology topology, ResourceState ingress, string kind, string @namespace, string name) =>
        topology.IsObserved(ingress.Cluster, kind) && topology.Find(ingress.Cluster, kind, @namespace, name) is not { Exists: true };

    private static void Add(List<Finding> findings, ResourceState ingress, string cause, string reason, string text, params Evidence[] evidence)
    {
        if (findings.Exists(finding => finding.Cause == cause)) return;
        findings.Add(Finding.Origin(cause, Severity.Warning, reason, $"Ingress {ingress.Name} {text}.", ingress, ingress.CreatedAt, evidence));
    }
}
