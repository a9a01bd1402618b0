using static KgRca.Standalone.Tests.Clusters.Shapes;

namespace KgRca.Standalone.Tests.Clusters.Faults;

/// <summary>Services, ingresses, policies and addresses.</summary>
internal static class ConnectionFaults
{
    private const string Class =
        "{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: nginx}, spec: {controller: example.com/ingress}}";

    public static IEnumerable<Fault> All =>
        [
            new Fault(
                "selector",
                "service_selector_mismatch",
                "Service/web",
                [Service(), Deployment()],
                [Service(app: "wob")],
                [Service()]
            ),
            Contradiction(
                "target_port",
                "service_port_mapping_mismatch",
                "Service/web",
                Service(),
                Service(port: "port: 80, targetPort: 9090")
            ),
            new Fault(
                "port_name",
                "service_port_mapping_mismatch",
                "Service/web",
                [Service(), Deployment()],
                [Service(port: "port: 80, targetPort: http")],
                [Service()]
            ),
            Contradiction(
                "protocol",
                "service_protocol_mismatch",
                "Service/web",
                Service(),
                Service(port: "port: 80, targetPort: 8080, protocol: UDP")
            ),
            new Fault(
                "no_replicas",
                "deployment_zero_replicas",
                "Deployment/web",
                [Service(), Deployment()],
                ["scale deployment web --replicas=0"],
                ["scale deployment web --replicas=1"],
                IsFinding: true
            ),
            Contradiction(
                "ingress_backend",
                "ingress_backend_missing",
                "Ingress/web",
                Ingress("web", "80"),
                Ingress("wob", "80")
            ),
            Contradiction(
                "ingress_port",
                "ingress_port_mismatch",
                "Ingress/web",
                Ingress("web", "80"),
                Ingress("web", "81")
            ),
            Contradiction(
                "ingress_class",
                "ingress_class_missing",
                "Ingress/web",
                Ingress("web", "80"),
                Ingress("web", "80", "other")
            ),
            Contradiction(
                "ingress_no_class",
                "ingress_class_missing",
                "Ingress/web",
                Ingress("web", "80"),
                Ingress("web", "80", null)
            ),
            new Fault(
                "ingress_twice",
                "ingress_conflict",
                "Ingress/zweb",
                [
                    Class,
                    Service(),
                    Deployment(),
                    Ingress("web", "80"),
                    Ingress("web", "80", name: "zweb", path: "/new"),
                ],
                [Ingress("web", "80", name: "zweb")],
                [Ingress("web", "80", name: "zweb", path: "/new")],
                IsFinding: true
            ),
            new Fault(
                "load_balancer_pending",
                "load_balancer_failed",
                "Service/web",
                [Deployment(), Service()],
                [LoadBalancer],
                [
                    """patch service web --subresource=status --type=merge -p {"status":{"loadBalancer":{"ingress":[{"ip":"192.0.2.7"}]}}}""",
                ],
                IsFinding: true,
                WellFor: 120
            ),
            new Fault(
                "no_endpoints",
                "service_endpoints_missing",
                "Service/db",
                [Deployment()],
                ["{apiVersion: v1, kind: Service, metadata: {name: db}, spec: {ports: [{port: 5432}]}}"],
                [
                    "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: db-1, labels: {kubernetes.io/service-name: db}}, addressType: IPv4, ports: [{name: \"\", port: 5432, protocol: TCP}], endpoints: [{addresses: [192.0.2.8]}]}",
                ],
                IsFinding: true,
                WellFor: 120
            ),
            ByPolicy(
                "policy_excludes",
                Entry("matchLabels: {app: web}", "podSelector: {matchLabels: {app: client}}"),
                Entry("matchLabels: {app: web}", "podSelector: {matchLabels: {app: other}}")
            ),
            ByPolicy(
                "policy_expression",
                Entry(
                    "matchExpressions: [{key: app, operator: In, values: [web, api]}]",
                    "podSelector: {matchExpressions: [{key: app, operator: Exists}]}"
                ),
                Entry(
                    "matchExpressions: [{key: app, operator: In, values: [web, api]}]",
                    "podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [client, batch]}]}"
                )
            ),
            ByPolicy(
                "policy_namespace",
                Entry(
                    "matchLabels: {app: web}",
                    "namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [{ns}]}]}"
                ),
                Entry(
                    "matchLabels: {app: web}",
                    "namespaceSelector: {matchExpressions: [{key: team, operator: Exists}]}"
                )
            ),
            ByPolicy(
                "policy_exit",
                Exit("{to: [{podSelector: {matchLabels: {app: web}}}]}"),
                Exit("{to: [{podSelector: {matchLabels: {app: wob}}}]}")
            ),
            new Fault(
                "policy_expression_all",
                "network_policy_blocks",
                "NetworkPolicy/policy",
                [Service(), Deployment(), Policy("ingress: [{}]", "Ingress")],
                [
                    "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: policy}, spec: {podSelector: {matchExpressions: [{key: app, operator: Exists}]}, policyTypes: [Ingress], ingress: []}}",
                ],
                [Policy("ingress: [{}]", "Ingress")],
                IsFinding: true
            ),
            Contradiction(
                "policy_blocks",
                "network_policy_blocks",
                "NetworkPolicy/policy",
                Policy("ingress: [{}]", "Ingress"),
                Policy("ingress: []", "Ingress")
            ),
            Contradiction(
                "policy_blocks_dns",
                "network_policy_blocks_dns",
                "NetworkPolicy/policy",
                Policy("egress: [{}]", "Egress"),
                Policy("egress: [{ports: [{port: 443}]}]", "Egress")
            ),
            new Fault(
                "address",
                "service_env_var_address_mismatch",
                "Deployment/client",
                [Service(), Deployment(), Client("http://web:80")],
                [Client("http://wob:80")],
                [Client("http://web:80")],
                IsFinding: true
            ),
            new Fault(
                "address_port",
                "service_env_var_address_mismatch",
                "Deployment/client",
                [Service(), Deployment(), Client("http://web:80")],
                [Client("http://web:81")],
                [Client("http://web:80")],
                IsFinding: true
            ),
            new Fault(
                "database_port",
                "mysql_invalid_port",
                "Deployment/client",
                [Service("mysql", "mysql", "port: 3306, targetPort: 8080"), Deployment("mysql"), Client("mysql:3306")],
                [Client("mysql:3307")],
                [Client("mysql:3306")],
                IsFinding: true
            ),
            new Fault(
                "governing_service",
                "governing_service_missing",
                "StatefulSet/db",
                [Service("db", "db"), StatefulSet("db", "db")],
                ["delete service db"],
                [Service("db", "db")],
                IsFinding: true
            ),
            new Fault(
                "container_ports",
                "service_sidecar_port_conflict",
                "Deployment/web",
                [Deployment()],
                [
                    Deployment(
                        pod: "initContainers: [{name: proxy, image: \"registry.example/proxy:1\", restartPolicy: Always, ports: [{containerPort: 8080}]}],"
                    ),
                ],
                [Deployment(pod: "initContainers: null,")],
                IsFinding: true
            ),
        ];

    private const string LoadBalancer =
        "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}}";

    private static Fault ByPolicy(string name, string right, string wrong) =>
        new(
            name,
            "network_policy_blocks",
            "NetworkPolicy/policy",
            [Service(), Deployment(), Client("http://web:80"), right],
            [wrong],
            [right],
            IsFinding: true
        );

    private static string Exit(string rule) =>
        $$"""{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: policy}, spec: {podSelector: {matchLabels: {app: client} }, policyTypes: [Egress], egress: [{ports: [{port: 53, protocol: UDP}, {port: 53}]}, {{rule}}]} }""";

    private static string Entry(string pods, string from) =>
        $$"""{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: policy}, spec: {podSelector: { {{pods}} }, policyTypes: [Ingress], ingress: [{from: [{ {{from}} }]}]} }""";

    private static Fault Contradiction(string name, string cause, string about, string right, string wrong) =>
        new(name, cause, about, [Class, Service(), Deployment(), right], [wrong], [right], IsFinding: true);

    private static string Ingress(
        string service,
        string port,
        string? @class = "nginx",
        string name = "web",
        string path = "/"
    ) =>
        $$"""{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: {{name}} }, spec: { {{(@class is null ? "" : $"ingressClassName: {@class},")}} rules: [{host: "{ns}.example.com", http: {paths: [{path: {{path}}, pathType: Prefix, backend: {service: {name: {{service}}, port: {number: {{port}} } } } }]} }]} }""";

    private static string Policy(string rules, string type) =>
        $$"""{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: policy}, spec: {podSelector: {matchLabels: {app: web} }, policyTypes: [{{type}}], {{rules}} } }""";

    private static string Client(string address) =>
        Deployment("client", container: $$"""env: [{name: WEB_URL, value: "{{address}}"}],""");
}
