using KgRca.Contracts.Records;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Tests.Rules.Network;

public sealed class NetworkPoliciesTests
{
    private const string DenyAll = """{"podSelector": {}, "policyTypes": ["Ingress"]}""";

    private readonly World _world = new();

    public NetworkPoliciesTests()
    {
        _world.Add(
            """{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"template": {"metadata": {"labels": {"app": "web"}}}}}"""
        );
        _world.Add(
            """{"kind": "Service", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"selector": {"app": "web"}}}"""
        );
    }

    [Theory]
    [InlineData(DenyAll)]
    [InlineData("""{"podSelector": {"matchLabels": {"app": "web"}}, "ingress": []}""")]
    [InlineData(
        """{"podSelector": {"matchExpressions": [{"key": "app", "operator": "Exists"}]}, "policyTypes": ["Ingress"]}"""
    )]
    public void Inspect_NobodyMayComeIn_NamesPolicyAndWorkload(string spec)
    {
        var finding = Assert.Single(_world.Inspect(Policy("deny", spec)));
        Assert.Equal(Causes.NetworkPolicyBlocks, finding.Cause);
        Assert.Equal(
            "NetworkPolicy deny blocks all ingress to the Pods of Deployment web, which Service web routes to.",
            finding.Message
        );
    }

    [Theory]
    [InlineData("""{"podSelector": {}, "policyTypes": ["Egress"], "egress": [{}]}""")]
    [InlineData("""{"podSelector": {}, "ingress": [{"from": [{"podSelector": {}}]}]}""")]
    [InlineData("""{"podSelector": {"matchLabels": {"app": "db"}}, "policyTypes": ["Ingress"]}""")]
    [InlineData(
        """{"podSelector": {"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["web"]}]}, "policyTypes": ["Ingress"]}"""
    )]
    public void Inspect_SomebodyMayOrIsNotMeant_FindsNothing(string spec) =>
        Assert.Empty(_world.Inspect(Policy("policy", spec)));

    [Theory]
    [InlineData("""{"podSelector": {}, "policyTypes": ["Egress"]}""")]
    [InlineData(
        """{"podSelector": {"matchLabels": {"app": "web"}}, "policyTypes": ["Egress"], "egress": [{"ports": [{"port": 443, "protocol": "TCP"}]}]}"""
    )]
    [InlineData("""{"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"to": [{"podSelector": {}}]}]}""")]
    public void Inspect_NoRequestToDnsIsAllowed_NamesPolicyAndWorkload(string spec)
    {
        var finding = Assert.Single(_world.Inspect(Policy("no-dns", spec)));
        Assert.Equal((Causes.NetworkPolicyBlocksDns, Severity.Warning), (finding.Cause, finding.Severity));
        Assert.StartsWith(
            "NetworkPolicy no-dns blocks DNS for the Pods of Deployment web",
            finding.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("""[{"ports": [{"port": 443}, {"port": 53, "protocol": "UDP"}]}]""")]
    [InlineData("""[{"ports": [{"port": 1, "endPort": 1024}]}]""")]
    [InlineData("""[{"ports": [{"port": "dns"}]}]""")]
    [InlineData("""[{"to": [{"namespaceSelector": {}}]}]""")]
    [InlineData("""[{"to": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]}]""")]
    public void Inspect_RequestsToDnsMayBeAllowed_FindsNothing(string egress) =>
        Assert.Empty(
            _world.Inspect(
                Policy("policy", $$"""{"podSelector": {}, "policyTypes": ["Egress"], "egress": {{egress}} }""")
            )
        );

    [Fact]
    public void Inspect_AnotherPolicyAllowsDns_FindsNothing()
    {
        Policy("dns", """{"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"ports": [{"port": 53}]}]}""");
        Assert.Empty(_world.Inspect(Policy("deny", """{"podSelector": {}, "policyTypes": ["Egress"]}""")));
    }

    [Fact]
    public void Inspect_AnotherPolicyLetsSomebodyIn_FindsNothing()
    {
        var deny = Policy("deny", DenyAll);
        var allow = Policy("allow", """{"podSelector": {"matchLabels": {"app": "web"}}, "ingress": [{}]}""");
        Assert.Empty(_world.Inspect(deny));
        Assert.Contains(deny, _world.Affected(allow));
    }

    [Theory]
    [InlineData("""{"podSelector": {"matchLabels": {"app": "client"}}}""", true)]
    [InlineData("""{"namespaceSelector": {}}""", false)]
    [InlineData(
        """{"namespaceSelector": {"matchLabels": {"team": "front"}}, "podSelector": {"matchExpressions": [{"key": "app", "operator": "In", "values": ["client"]}]}}""",
        false
    )]
    [InlineData(
        """{"namespaceSelector": {"matchLabels": {"team": "front"}}, "podSelector": {"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["client"]}]}}""",
        true
    )]
    [InlineData("""{"namespaceSelector": {"matchExpressions": [{"key": "team", "operator": "DoesNotExist"}]}}""", true)]
    [InlineData("""{"ipBlock": {"cidr": "10.0.0.0/8"}}""", false)]
    public void Inspect_CallerOfAnotherNamespace_IsFoundWhereNoRuleLetsItIn(string peer, bool isFound)
    {
        var client = Client("http://web.shop:80");
        var policy = Policy(
            "entry",
            $$"""{"podSelector": {"matchLabels": {"app": "web"} }, "ingress": [{"from": [{{peer}}]}]}"""
        );
        var findings = _world.Inspect(policy);
        Assert.Equal(
            isFound
                ?
                [
                    "NetworkPolicy entry blocks ingress from Deployment client to the Pods of Deployment web, although it has the address of Service web in its environment.",
                ]
                : [],
            findings.Select(finding => finding.Message)
        );
        Assert.Equal(isFound ? [Causes.NetworkPolicyBlocks] : [], findings.Select(finding => finding.Cause));
        Assert.Contains(policy, _world.Affected(client));
    }

    [Fact]
    public void Inspect_CallerThatAnotherPolicyLetsInOrThatNamesNoAddress_FindsNothing()
    {
        Client("web");
        var policy = Policy(
            "entry",
            """{"podSelector": {"matchLabels": {"app": "web"}}, "ingress": [{"from": [{"podSelector": {}}]}]}"""
        );
        Assert.Empty(_world.Inspect(policy));
        Client("web.shop.svc:80");
        Assert.Single(_world.Inspect(policy));
        Policy(
            "more",
            """{"podSelector": {}, "ingress": [{"from": [{"namespaceSelector": {"matchLabels": {"team": "front"}}}]}]}"""
        );
        Assert.Empty(_world.Inspect(policy));
    }

    [Theory]
    [InlineData("""{"ports": [{"port": 53, "protocol": "UDP"}]}""", true)]
    [InlineData("""{"to": [{"podSelector": {}}]}""", true)]
    [InlineData(
        """{"to": [{"namespaceSelector": {"matchLabels": {"team": "back"}}, "podSelector": {"matchLabels": {"app": "db"}}}]}""",
        true
    )]
    [InlineData(
        """{"to": [{"namespaceSelector": {"matchLabels": {"team": "back"}}, "podSelector": {"matchLabels": {"app": "web"}}}]}""",
        false
    )]
    [InlineData("""{"to": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]}""", false)]
    [InlineData("""{"ports": [{"port": 80}]}""", false)]
    public void Inspect_CallToAnotherNamespace_IsFoundWhereNoRuleLetsItOut(string rule, bool isFound)
    {
        var @namespace = _world.Add(
            """{"kind": "Namespace", "metadata": {"name": "shop", "labels": {"team": "back"}}}"""
        );
        var client = Client("http://web.shop:80");
        var policy = _world.Add(
            $$"""{"kind": "NetworkPolicy", "metadata": {"namespace": "front", "name": "exit"}, "spec": {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"ports": [{"port": 53}]}, {{rule}}]} }"""
        );
        Assert.Equal(
            isFound
                ?
                [
                    "NetworkPolicy exit blocks egress from Deployment client to the Pods of Deployment web, although it has the address of Service web in its environment.",
                ]
                : [],
            _world.Inspect(policy).Select(finding => finding.Message)
        );
        Assert.Contains(policy, _world.Affected(client));
        Assert.Contains(policy, _world.Affected(_world.Topology.Find(World.Cluster, "Deployment", "shop", "web")!));
        Assert.Equal(
            rule.Contains("namespaceSelector", StringComparison.Ordinal),
            _world.Affected(@namespace).Contains(policy)
        );
    }

    [Fact]
    public void Affected_ByANamespacesLabels_ArePoliciesThatReadThem()
    {
        var reading = Policy("entry", """{"podSelector": {}, "ingress": [{"from": [{"namespaceSelector": {}}]}]}""");
        var other = Policy("deny", DenyAll);
        var @namespace = _world.Add(
            """{"kind": "Namespace", "metadata": {"name": "front", "labels": {"team": "front"}}}"""
        );
        Assert.Equal([@namespace, reading], _world.Affected(@namespace, World.Json("{}")));
        Assert.Equal([@namespace], _world.Affected(@namespace, @namespace.Object));
        Assert.DoesNotContain(other, _world.Affected(@namespace));
    }

    private ResourceState Client(string address)
    {
        _world.Add("""{"kind": "Namespace", "metadata": {"name": "front", "labels": {"team": "front"}}}""");
        var client = _world.Add(
            $$$"""
            {"kind": "Deployment", "metadata": {"namespace": "front", "name": "client"}, "spec": {"template": {"metadata": {"labels": {"app": "client"} }, "spec": {"containers": [{"env": [{"name": "WEB", "value": "{{{address}}}"}]}]} } } }
            """
        );
        var service = _world.Topology.Find(World.Cluster, "Service", "shop", "web")!;
        if (_world.Topology.FindEdge(EdgeType.Calls, client, service) is null)
            _world.Join(EdgeType.Calls, client, service);
        return client;
    }

    private ResourceState Policy(string name, string spec) =>
        _world.Add(
            $$"""{"kind": "NetworkPolicy", "metadata": {"namespace": "shop", "name": "{{name}}"}, "spec": {{spec}} }"""
        );
}
