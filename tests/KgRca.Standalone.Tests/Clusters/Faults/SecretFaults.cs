using static KgRca.Standalone.Tests.Clusters.Shapes;

namespace KgRca.Standalone.Tests.Clusters.Faults;

/// <summary>Secrets that are missing, to an agent that may see them.</summary>
internal static class SecretFaults
{
    /// <summary>A member of a Pod's spec that mounts a Secret.</summary>
    public const string MountsSecret = "volumes: [{name: tls, secret: {secretName: web-tls}}],";

    private const string TakesAll = "envFrom: [{secretRef: {name: settings}}],";

    private const string TakesKey = "env: [{name: LEVEL, valueFrom: {secretKeyRef: {name: settings, key: level}}}],";

    private const string Secret = "create secret generic settings --from-literal=mode=fast";

    private const string Certificate =
        "create secret generic certificate --from-literal=tls.crt=a --from-literal=tls.key=b";

    private const string Class =
        "{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: nginx}, spec: {controller: example.com/ingress}}";

    public static IEnumerable<Fault> All =>
        [
            new Fault(
                "secret",
                "missing_secret_binding",
                "Deployment/web",
                [Deployment()],
                [Deployment(fails: "CreateContainerConfigError", container: TakesAll)],
                [Secret, Deployment(container: TakesAll)]
            ),
            new Fault(
                "secret_volume",
                "missing_secret_binding",
                "Deployment/web",
                [Deployment()],
                [Deployment(fails: "CreateContainerConfigError", pod: MountsSecret)],
                ["create secret generic web-tls --from-literal=mode=fast", Deployment(pod: MountsSecret)]
            ),
            new Fault(
                "secret_key",
                "missing_config_key",
                "Deployment/web",
                [Secret, Deployment()],
                [Deployment(fails: "CreateContainerConfigError", container: TakesKey)],
                [Deployment()]
            ),
            new Fault(
                "ingress_tls",
                "ingress_certificate_missing",
                "Ingress/web",
                [Class, Service(), Deployment(), Certificate, Ingress("certificate")],
                [Ingress("web-tls")],
                [Ingress("certificate")],
                IsFinding: true
            ),
            new Fault(
                "ingress_tls_invalid",
                "ingress_certificate_missing",
                "Ingress/web",
                [Class, Service(), Deployment(), Certificate, Secret, Ingress("certificate")],
                [Ingress("settings")],
                [Ingress("certificate")],
                IsFinding: true
            ),
        ];

    private static string Ingress(string secret) =>
        $$"""{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec: {ingressClassName: nginx, tls: [{secretName: {{secret}} }], defaultBackend: {service: {name: web, port: {number: 80} } } } }""";
}
