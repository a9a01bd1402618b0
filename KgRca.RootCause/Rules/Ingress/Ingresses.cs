using System.Text.Json;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Ingress;

/// <summary>
/// What an Ingress refers to and is not there: its class, its Services and their ports, its certificates; and what an
/// older one has already: host and path. Only kinds that are watched are known to lack anything.
/// </summary>
internal static class Ingresses
{
    // What Kubernetes has a Secret of type kubernetes.io/tls hold.
    private static readonly string[] CertificateKeys = ["tls.crt", "tls.key"];

    public static void Inspect(
        ClusterTopology topology,
        ResourceState ingress,
        JsonElement item,
        List<Finding> findings
    )
    {
        var spec = item.At("spec");
        if (
            spec.Text("ingressClassName") is { } className
            && IngressFindings.IsMissing(topology, ingress, "IngressClass", "", className)
        )
            IngressFindings.AddMissing(
                findings,
                ingress,
                new KindScope("IngressClass", "", className),
                Causes.IngressClass,
                "IngressClassMissing",
                $"uses IngressClass {className}, which does not exist",
                Evidence.Of(ingress, item, "spec", "ingressClassName")
            );
        if (IngressClasses.Of(item) is null && IngressClasses.IsForNobody(topology, ingress))
            IngressFindings.AddMissing(
                findings,
                ingress,
                new KindScope("IngressClass", ""),
                Causes.IngressClass,
                "IngressClassMissing",
                "sets no ingressClassName, and the cluster has no default IngressClass",
                CauseRole.Latent,
                Evidence.Of(ingress, item, "spec", "ingressClassName"),
                Evidence.Of(ingress, item, "status")
            );
        foreach (var tls in spec.Items("tls"))
        {
            if (tls.Text("secretName") is not { } secret)
                continue;
            if (IngressFindings.IsMissing(topology, ingress, "Secret", ingress.Namespace, secret))
                IngressFindings.AddMissing(
                    findings,
                    ingress,
                    new KindScope("Secret", ingress.Namespace, secret),
                    Causes.IngressCertificate,
                    "IngressCertificateMissing",
                    $"uses TLS Secret {secret}, which does not exist",
                    Evidence.Of(ingress, "spec.tls.secretName", secret)
                );
            else if (
                topology.Find(ingress.Cluster, "Secret", ingress.Namespace, secret)
                    is { Object: { } certificate } holder
                && certificate.At("data") is { ValueKind: JsonValueKind.Object } data
                && Array.Find(CertificateKeys, key => !data.At(key).IsPresent()) is { } lacking
            )
                IngressFindings.Add(
                    findings,
                    ingress,
                    Causes.IngressCertificate,
                    "IngressCertificateMissing",
                    $"uses TLS Secret {secret}, which has no {lacking}",
                    Evidence.Of(ingress, "spec.tls.secretName", secret),
                    Evidence.Of(holder, $"data.{lacking}", "absent")
                );
        }
        IngressConflicts.Compare(topology, ingress, item, findings);
        IngressBackends.Check(topology, ingress, "defaultBackend", spec.At("defaultBackend", "service"), findings);
        foreach (var path in spec.Items("rules").SelectMany(rule => rule.At("http").Items("paths")))
            IngressBackends.Check(
                topology,
                ingress,
                $"path {path.Text("path") ?? "/"}",
                path.At("backend", "service"),
                findings
            );
    }

    /// <summary>Whether an Ingress takes a certificate from a Secret.</summary>
    public static bool TakesFrom(ResourceState ingress, string secret) =>
        ingress.Object is { } item && item.At("spec").Items("tls").Any(tls => tls.Text("secretName") == secret);
}
