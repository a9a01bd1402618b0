using KgRca.RootCause.Tests.Scenarios;

namespace KgRca.RootCause.Tests.Rules.Network;

/// <summary>Policies and routes that rule who reaches a workload.</summary>
public sealed class TrafficPoliciesTests
{
    private const string Selector = """ "selector": {"matchLabels": {"app": "orders"} } """;

    [Theory]
    [InlineData("AuthorizationPolicy", Selector, "rpc error: code = PermissionDenied desc = RBAC: access denied")]
    [InlineData("NetworkPolicy", """ "podSelector": {}, "policyTypes": ["Ingress"] """, "orders: i/o timeout")]
    [InlineData("PeerAuthentication", """ "mtls": {"mode": "STRICT"} """, "upstream connect error, connection reset")]
    [InlineData("VirtualService", """ "hosts": ["orders.team.svc.cluster.local"] """, "orders answered 404")]
    [InlineData("DestinationRule", """ "host": "orders" """, "orders: 503 UH no healthy upstream")]
    [InlineData("HTTPRoute", """ "rules": [{"backendRefs": [{"name": "orders"}]}] """, "orders responded with 404")]
    public void Process_PolicyMadeBeforeErrors_IsFirst(string kind, string spec, string line)
    {
        var scene = Shop().See(-20, Policy(kind, spec)).Lasting(0, "web-0", line);
        Assert.StartsWith($"{kind} rule: ", scene.First(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("VirtualService", """ "hosts": ["orders"], "http": [] """)]
    [InlineData("AuthorizationPolicy", """ "selector": {"matchLabels": {"app": "orders"} }, "action": "DENY" """)]
    public void Process_PolicyChangedBeforeErrors_IsFirst(string kind, string spec)
    {
        var scene = Shop()
            .See(-900, Policy(kind, """ "hosts": ["orders"], "selector": {"matchLabels": {"app": "orders"} } """))
            .See(-20, Policy(kind, spec))
            .Lasting(0, "web-0", "call to orders failed: status code 403");
        Assert.Equal($"{kind} rule: configuration_changed", scene.First());
    }

    [Fact]
    public void Process_PolicyOfAnotherWorkload_IsNotNamed()
    {
        var spec = """ "selector": {"matchLabels": {"app": "mail"} } """;
        var scene = Shop().See(-20, Policy("AuthorizationPolicy", spec)).Lasting(0, "web-0", "orders: status code 500");
        Assert.DoesNotContain("AuthorizationPolicy", scene.First(), StringComparison.Ordinal);
    }

    private static Scene Shop() => new Scene().Node("n-1").Serving("web").Serving("orders").Calling("web", "orders");

    private static string Policy(string kind, string spec) =>
        $$"""
            {"apiVersion": "networking.example/v1", "kind": "{{kind}}", "metadata": {"namespace": "team", "name": "rule", "uid": "rule", "creationTimestamp": "{{Scene.Start.AddSeconds(
                -20
            ):yyyy-MM-ddTHH:mm:ssZ}}"}, "spec": { {{spec}} } }
            """;
}
