using static KgRca.Standalone.Tests.Clusters.Shapes;

namespace KgRca.Standalone.Tests.Clusters.Faults;

/// <summary>
/// What only a container's log tells. No state shows that it is over; the Pod that said it is replaced.
/// </summary>
internal static class LogFaults
{
    private const string Dns =
        """{apiVersion: apps/v1, kind: Deployment, metadata: {name: coredns}, spec: {replicas: 1, selector: {matchLabels: {k8s-app: kube-dns}}, template: {metadata: {labels: {k8s-app: kube-dns}}, spec: {containers: [{name: coredns, image: "registry.example/coredns:1"}]}}}}""";

    public static IEnumerable<Fault> All =>
        [
            new Fault(
                "dns",
                "service_dns_resolution_failure",
                "Deployment/coredns in kube-system",
                [
                    "in kube-system: " + Dns,
                    "in kube-system: wait --for=condition=Available deployment/coredns --timeout=60s",
                    Deployment(),
                ],
                [
                    "in kube-system: scale deployment coredns --replicas=0",
                    "log ERROR dial tcp: lookup payments.shop.svc on 10.96.0.10:53: server misbehaving",
                ],
                ["in kube-system: scale deployment coredns --replicas=1", "rollout restart deployment web"]
            ),
            Said(
                "rbac",
                "rbac_forbidden",
                "E1125 02:30:00.000000       1 reflector.go:147] failed to list *v1.Pod: pods is forbidden: User \"system:serviceaccount:shop:default\" cannot list resource \"pods\" in API group \"\" at the cluster scope"
            ),
            Said(
                "certificate_expired",
                "certificate_invalid",
                "ERROR Get \"https://payments.example/\": tls: failed to verify certificate: x509: certificate has expired or is not yet valid"
            ),
            Said("volume_full", "volume_full", "ERROR could not write to file \"base/1/2\": no space left on device"),
            Said(
                "panic",
                "application_error",
                "panic: runtime error: invalid memory address or nil pointer dereference"
            ),
            Said("dependency", "dependency_unavailable", "ERROR dial tcp 10.0.0.12:5432: connect: connection refused"),
            Said(
                "credentials",
                "mysql_invalid_credentials",
                "ERROR 1045 (28000): Access denied for user 'shop'@'10.0.0.7' (using password: YES)"
            ),
            Said(
                "read_only",
                "db_read_only",
                "ERROR 1290 (HY000): The MySQL server is running with the --read-only option so it cannot execute this statement"
            ),
            Said(
                "file_descriptors",
                "file_descriptors_exhausted",
                "ERROR http: Accept error: accept tcp [::]:8080: accept4: too many open files; retrying in 1s"
            ),
            Said(
                "connections",
                "db_connection_exhaustion",
                "FATAL: sorry, too many connections: remaining connection slots are reserved for superusers"
            ),
        ];

    private static Fault Said(string name, string cause, string line) =>
        new(name, cause, "Deployment/web", [Deployment()], ["log " + line], ["rollout restart deployment web"]);
}
