using KgRca.Contracts.Records;
using KgRca.RootCause.Taxonomy;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Tests.Detectors;

public sealed class NetworkPoliciesTests
{
    private const string DenyAll = """{"podSelector": {}, "policyTypes": ["Ingress"]}""";

    private readonly World _world = new();

    public NetworkPoliciesTests()
    {
        _world.Add("""{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"template": {"metadata": {"labels": {"app": "web"}}}}}""");
        _world.Add("""{"kind": "Service", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"selector": {"app": "web"}}}""");
    }

    [Theory]
    [InlineData(DenyAll)]
    [InlineData("""{"podSelector": {"matchLabels": {"app": "web"}}, "ingress": []}""")]
    public void Inspect_NobodyMayComeIn_NamesPolicyAndWorkload(string spec)
    {
        var finding = Assert.Single(_world.Inspect(Policy("deny", spec)));
        Assert.Equal(Causes.NetworkPolicyBlocks, finding.Cause);
        Assert.Equal("NetworkPolicy deny lets nobody in to the Pods of Deployment web, to which Service web sends requests.", finding.Message);
    }

    [Theory]
    [InlineData("""{"podSelector": {}, "policyTypes": ["Egress"], "egress": [{}]}""")]
    [InlineData("""{"podSelector": {}, "ingress": [{"from": [{"podSelector": {}}]}]}""")]
    [InlineData("""{"podSelector": {"matchLabels": {"app": "db"}}, "policyTypes": ["Ingress"]}""")]
    [InlineData("""{"podSelector": {"matchExpressions": [{"key": "app", "operator": "Exists"}]}, "policyTypes": ["Ingress"]}""")]
    public void Inspect_SomebodyMayOrIsNotMeant_FindsNothing(string spec) => Assert.Empty(_world.Inspect(Policy("policy", spec)));

    [Theory]
    [InlineData("""{"podSelector": {}, "policyTypes": ["Egress"]}""")]
    [InlineData("""{"podSelector": {"matchLabels": {"app": "web"}}, "policyTypes": ["Egress"], "egress": [{"ports": [{"port": 443, "protocol": "TCP"}]}]}""")]
    public void Inspect_NoRequestToDnsIsAllowed_NamesPolicyAndWorkload(string spec)
    {
        var finding = Assert.Single(_world.Inspect(Policy("no-dns", spec)));
        Assert.Equal((Causes.NetworkPolicyBlocksDns, Severity.Warning), (finding.Cause, finding.Severity));
        Assert.StartsWith("NetworkPolicy no-dns forbids the Pods of Deployment web to ask DNS", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"ports": [{"port": 443}, {"port": 53, "protocol": "UDP"}]}]""")]
    [InlineData("""[{"ports": [{"port": 1, "endPort": 1024}]}]""")]
    [InlineData("""[{"ports": [{"port": "dns"}]}]""")]
    [InlineData("""[{"to": [{"podSelector": {}}]}]""")]
    public void Inspect_RequestsToDnsMayBeAllowed_FindsNothing(string egress) =>
        Assert.Empty(_world.Inspect(Policy("policy", $$"""{"podSelector": {}, "policyTypes": ["Egress"], "egress": {{egress}} }""")));

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

    private ResourceState Policy(string name, string spec) => _world.Add($$"""{"kind": "NetworkPolicy", "metadata": {"namespace": "shop", "name": "{{name}}"}, "spec": {{spec}} }""");
}
