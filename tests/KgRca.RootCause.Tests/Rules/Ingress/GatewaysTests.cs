using KgRca.RootCause.Rules;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Tests.Rules.Ingress;

public sealed class GatewaysTests
{
    private readonly World _world = new();
    private readonly ResourceState _service;

    public GatewaysTests() =>
        _service = _world.Add(
            """{"kind": "Service", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"ports": [{"port": 80}]}}"""
        );

    [Theory]
    [InlineData("web", 80, null)]
    [InlineData("wep", 80, "HTTPRoute front routes to Service wep, which does not exist.")]
    [InlineData("web", 8080, "HTTPRoute front routes to port 8080 of Service web, which that Service does not have.")]
    public void Inspect_Backend_IsFoundWhereItLeadsNowhere(string name, int port, string? message)
    {
        var route = Route($$"""[{"backendRefs": [{"name": "{{name}}", "port": {{port}}}]}]""", "{}");
        Assert.Equal(message, _world.Inspect(route).SingleOrDefault()?.Message);
        Assert.Contains(route, _world.Affected(_service));
    }

    [Theory]
    [InlineData("""{"name": "edge"}""", null)]
    [InlineData(
        """{"name": "edge", "namespace": "infra"}""",
        "HTTPRoute front references Gateway edge in namespace infra, which does not exist."
    )]
    [InlineData(
        """{"name": "egde"}""",
        "HTTPRoute front references Gateway egde in namespace shop, which does not exist."
    )]
    [InlineData("""{"name": "mesh", "kind": "Service", "group": ""}""", null)]
    public void Inspect_ParentOfARoute_IsFoundWhereItIsNotThere(string parent, string? message)
    {
        var route = _world.Add(
            $$$"""{"kind": "HTTPRoute", "metadata": {"namespace": "shop", "name": "front"}, "spec": {"parentRefs": [{{{parent}}}]} }"""
        );
        Assert.Empty(_world.Inspect(route));
        var gateway = _world.Add("""{"kind": "Gateway", "metadata": {"namespace": "shop", "name": "edge"}}""");
        Assert.Equal(message, _world.Inspect(route).SingleOrDefault()?.Message);
        Assert.Contains(route, _world.Affected(gateway));
        Assert.DoesNotContain(route, _world.Affected(gateway, gateway.Object));
    }

    [Fact]
    public void Inspect_GatewayOfAClassThatIsNotThere_NamesTheClass()
    {
        var gateway = _world.Add(
            """{"kind": "Gateway", "metadata": {"namespace": "shop", "name": "edge"}, "spec": {"gatewayClassName": "envoy"}}"""
        );
        Assert.Empty(_world.Inspect(gateway));
        var other = _world.Add("""{"kind": "GatewayClass", "metadata": {"name": "istio"}}""");
        Assert.Contains(gateway, _world.Affected(other));
        var finding = Assert.Single(_world.Inspect(gateway));
        Assert.Equal(
            (
                Causes.Gateway,
                "Gateway edge uses GatewayClass envoy, which does not exist, so no controller manages it."
            ),
            (finding.Cause, finding.Message)
        );
        _world.Add("""{"kind": "GatewayClass", "metadata": {"name": "envoy"}}""");
        Assert.Empty(_world.Inspect(gateway));
    }

    [Fact]
    public void Inspect_RouteThatItsGatewayRefuses_SaysWhy()
    {
        var finding = Assert.Single(
            _world.Inspect(
                Route(
                    "[]",
                    """
                    {"parents": [{"parentRef": {"name": "edge"}, "conditions": [{"type": "Accepted", "status": "False", "reason": "NotAllowedByListeners", "message": "namespace is not allowed", "lastTransitionTime": "2026-03-01T11:57:00Z"}]}]}
                    """
                )
            )
        );
        Assert.Equal(
            (
                Causes.GatewayMisroute,
                "HTTPRoute front is rejected by Gateway edge: namespace is not allowed.",
                World.Now.AddMinutes(-3)
            ),
            (finding.Cause, finding.Message, finding.Onset)
        );
    }

    [Fact]
    public void Inspect_AcceptedRoute_FindsNothing() =>
        Assert.Empty(
            _world.Inspect(
                Route(
                    "[]",
                    """{"parents": [{"conditions": [{"type": "Accepted", "status": "True"}, {"type": "ResolvedRefs", "status": "True"}]}]}"""
                )
            )
        );

    [Theory]
    [InlineData(
        """{"conditions": [{"type": "Programmed", "status": "False", "reason": "AddressNotAssigned", "message": "no address"}]}""",
        "Gateway edge: Programmed is False, AddressNotAssigned: no address"
    )]
    [InlineData(
        """{"conditions": [{"type": "Accepted", "status": "False", "reason": "ListenersNotValid", "message": "m"}], "listeners": [{"name": "https", "conditions": [{"type": "ResolvedRefs", "status": "False", "reason": "InvalidCertificateRef", "message": "no Secret web-tls"}]}]}""",
        "Listener https of Gateway edge: ResolvedRefs is False, InvalidCertificateRef: no Secret web-tls"
    )]
    [InlineData(
        """{"listeners": [{"name": "http", "conditions": [{"type": "Conflicted", "status": "True", "reason": "HostnameConflict", "message": "m"}]}]}""",
        "Listener http of Gateway edge: Conflicted is True, HostnameConflict: m"
    )]
    [InlineData(
        """{"conditions": [{"type": "Programmed", "status": "False", "reason": "Pending", "message": "m"}, {"type": "Accepted", "status": "Unknown"}], "listeners": [{"conditions": [{"type": "Conflicted", "status": "False"}]}]}""",
        null
    )]
    public void Inspect_Gateway_IsFoundWhereItIsNotSetUp(string status, string? message)
    {
        var finding = _world
            .Inspect(
                _world.Add(
                    $$"""{"kind": "Gateway", "metadata": {"namespace": "shop", "name": "edge"}, "status": {{status}} }"""
                )
            )
            .SingleOrDefault();
        Assert.Equal(message, finding?.Message);
        Assert.Equal(message is null ? null : Causes.Gateway, finding?.Cause);
    }

    private ResourceState Route(string rules, string status) =>
        _world.Add(
            $$$"""{"kind": "HTTPRoute", "metadata": {"namespace": "shop", "name": "front"}, "spec": {"rules": {{{rules}}} }, "status": {{{status}}} }"""
        );
}
