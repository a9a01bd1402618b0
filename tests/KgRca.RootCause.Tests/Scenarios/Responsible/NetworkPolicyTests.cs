using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Scenarios.Responsible;

/// <summary>Calls that get no answer: the policy that drops them is named, or the namespace that lost its label.</summary>
public sealed class NetworkPolicyTests
{
    private const string Timeout = "dial tcp 10.96.3.4:80: i/o timeout calling http://api.back:80";

    [Theory]
    [InlineData("{\"team\": \"front\"}", "{}")]
    [InlineData("{\"team\": \"front\"}", "{\"team\": \"web\"}")]
    public void Process_NamespaceThatLostItsLabel_IsWhyACallGetsNoAnswer(string before, string after)
    {
        var scene = Callers();
        Namespace(scene, -1000, before);
        Policy(
            scene,
            "back",
            "allow-front",
            """
            "podSelector": {"matchLabels": {"app": "api"} }, "policyTypes": ["Ingress"], "ingress": [{"from": [{"namespaceSelector": {"matchLabels": {"team": "front"} } }]}]
            """
        );
        Namespace(scene, -60, after);
        Says(scene, Timeout);
        Assert.Equal("Namespace front: network_policy_blocks of Deployment web", scene.Answer());
    }

    [Theory]
    [InlineData("dial tcp: lookup api.back on 10.96.0.10:53: read udp: i/o timeout")]
    [InlineData("getaddrinfo EAI_AGAIN api.back")]
    public void Process_PolicyWithoutDns_IsWhyNoNameIsFound(string line)
    {
        var scene = Callers();
        Policy(
            scene,
            "front",
            "deny-egress",
            """
            "podSelector": {}, "policyTypes": ["Egress"], "egress": [{"to": [{"podSelector": {} }], "ports": [{"port": 80}]}]
            """
        );
        Says(scene, line);
        Assert.Equal("NetworkPolicy deny-egress: network_policy_blocks_dns of Deployment web", scene.Answer());
    }

    [Fact]
    public void Process_CallThatIsRefused_BlamesNoPolicy()
    {
        var scene = Callers();
        Policy(scene, "back", "deny", """ "podSelector": {}, "policyTypes": ["Ingress"] """);
        Says(scene, "dial tcp 10.96.3.4:80: connect: connection refused calling http://api.back:80");
        Assert.DoesNotContain("NetworkPolicy", scene.Answer() ?? "", StringComparison.Ordinal);
    }

    private static Scene Callers()
    {
        var scene = new Scene();
        Workload(scene, "front", "web", "http://api.back:80");
        Workload(scene, "back", "api", "none");
        scene.Add(
            -900,
            "v1",
            "Service",
            "api",
            """ "spec": {"selector": {"app": "api"}, "ports": [{"port": 80}]} """,
            "back"
        );
        return scene.Edge(EdgeType.Calls, "Deployment", "web", "front", "Service", "api", "back");
    }

    private static void Workload(Scene scene, string @namespace, string name, string address)
    {
        var labels = $$"""
            "labels": {"app": "{{name}}"}
            """;
        var containers = $$"""
            "containers": [{"name": "main", "image": "registry.example/app:1", "env": [{"name": "URL", "value": "{{address}}"}]}]
            """;
        scene.Add(
            -950,
            "apps/v1",
            "Deployment",
            name,
            $$$"""
            "spec": {"replicas": 1, "template": {"metadata": { {{{labels}}} }, "spec": { {{{containers}}} } } }, "status": {"replicas": 1, "readyReplicas": 1}
            """,
            @namespace
        );
        scene.Add(
            -950,
            "v1",
            "Pod",
            $"{name}-0",
            $$$"""
            "spec": {"nodeName": "other-node", {{{containers}}} }, "status": {"phase": "Running", "containerStatuses": [{"name": "main", "ready": true}]}
            """,
            @namespace,
            metadata: $", {labels}"
        );
        scene.Edge(EdgeType.Controls, "Deployment", name, @namespace, "Pod", $"{name}-0", @namespace, -950);
        scene.Edge(EdgeType.Selects, "Service", name, @namespace, "Pod", $"{name}-0", @namespace, -950);
    }

    private static void Namespace(Scene scene, double second, string labels) =>
        scene.Add(second, "v1", "Namespace", "front", "", null, metadata: $", \"labels\": {labels}");

    private static void Policy(Scene scene, string @namespace, string name, string spec) =>
        scene.Add(
            -500,
            "networking.k8s.io/v1",
            "NetworkPolicy",
            name,
            $$"""
            "spec": { {{spec}} }
            """,
            @namespace
        );

    private static void Says(Scene scene, string line)
    {
        foreach (var second in (double[])[0, 20, 90])
            scene.Log(second, "web-0", line, @namespace: "front");
    }
}
