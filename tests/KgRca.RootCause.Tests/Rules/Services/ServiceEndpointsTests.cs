using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Tests.Rules.Services;

public sealed class ServiceEndpointsTests
{
    private readonly World _world = new();

    public ServiceEndpointsTests()
    {
        AddDeployment("cart");
        AddPod("cart", "cart-1");
    }

    [Fact]
    public void Inspect_SelectorMatchesPod_FindsNothing()
    {
        AddEndpoints("cart", """[{"addresses": [{"ip": "10.42.0.7"}]}]""");
        Assert.Empty(_world.Inspect(_world.Add(Service("cart", "cart", "8080"))));
    }

    [Fact]
    public void Inspect_SelectorMatchesNoPod_SaysWhatItSelectsAndWhatThePodsHave()
    {
        AddEndpoints("cart", "[]");
        var finding = Assert.Single(_world.Inspect(_world.Add(Service("cart", "carts", "8080"))));
        Assert.Equal(
            (Causes.ServiceSelector, CauseRole.Origin, Severity.Error),
            (finding.Cause, finding.Role, finding.Severity)
        );
        Assert.Equal(
            "Service cart selects app=carts, but no Pod in namespace shop has these labels; the Pods of Deployment cart have labels app=cart.",
            finding.Message
        );
        Assert.Equal(
            [
                new("prod/Service/shop/cart", "spec.selector", """{"app": "carts"}"""),
                new("prod/Deployment/shop/cart", "spec.template.metadata.labels", """{"app": "cart"}"""),
            ],
            finding.Evidence.Select(evidence =>
                evidence with
                {
                    Value = evidence.Value.Replace(":\"", ": \"", StringComparison.Ordinal),
                }
            )
        );
    }

    [Fact]
    public void Inspect_EndpointsNotSeenYet_FindsNothing()
    {
        AddEndpoints("other", "[]");
        Assert.Empty(_world.Inspect(_world.Add(Service("cart", "carts", "8080"))));
    }

    [Theory]
    [InlineData("cart", "[]", 1)]
    [InlineData("cart", "null", 1)]
    [InlineData("cart", """[{"addresses": ["10.42.0.7"]}]""", 0)]
    [InlineData("other", "[]", 0)]
    public void Inspect_EndpointSlicesInPlaceOfEndpoints_SayWhetherPodsWereFound(
        string service,
        string endpoints,
        int findings
    )
    {
        AddSlice(service, endpoints);
        Assert.Equal(findings, _world.Inspect(_world.Add(Service("cart", "carts", "8080"))).Count);
    }

    [Fact]
    public void Affected_EndpointSlice_HoldsItsService()
    {
        var service = _world.Add(Service("cart", "carts", "8080"));
        Assert.Contains(service, _world.Affected(AddSlice("cart", "[]")));
        Assert.DoesNotContain(service, _world.Affected(AddSlice("other", "[]")));
    }

    [Fact]
    public void Inspect_PodsOfMatchingWorkloadAreMerelyAbsent_FindsNothing()
    {
        AddDeployment("search");
        AddEndpoints("search", "[]");
        Assert.Empty(_world.Inspect(_world.Add(Service("search", "search", "8080"))));
    }

    [Theory]
    [InlineData("9090", Severity.Warning)]
    [InlineData("\"grpc\"", Severity.Error)]
    internal void Inspect_TargetPortThatNoPodHas_FindsPortMismatch(string target, Severity severity)
    {
        var finding = Assert.Single(_world.Inspect(_world.Add(Service("cart", "cart", target))));
        Assert.Equal((Causes.ServicePort, severity), (finding.Cause, finding.Severity));
        Assert.Contains("8080", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_PortByAnotherProtocol_FindsProtocolMismatch()
    {
        var finding = Assert.Single(
            _world.Inspect(
                _world.Add(
                    """{"kind": "Service", "metadata": {"namespace": "shop", "name": "cart"}, "spec": {"selector": {"app": "cart"}, "ports": [{"port": 8080, "protocol": "UDP"}]}}"""
                )
            )
        );
        Assert.Equal(Causes.ServiceProtocol, finding.Cause);
        Assert.Contains("over UDP, but its Pods listen on 8080 over TCP", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type": "ExternalName", "externalName": "db.example"}""")]
    [InlineData("""{"ports": [{"port": 80}]}""")]
    public void Inspect_ServiceWithoutSelector_FindsNothing(string spec) =>
        Assert.Empty(
            _world.Inspect(
                _world.Add(
                    $$"""{"kind": "Service", "metadata": {"namespace": "shop", "name": "db"}, "spec": {{spec}}}"""
                )
            )
        );

    [Fact]
    public void Inspect_WorkloadOfServiceScaledToZero_FindsItOnTheWorkload()
    {
        _world.Add(Service("cart", "cart", "8080"));
        var finding = Assert.Single(_world.Inspect(AddDeployment("cart", replicas: 0)));
        Assert.Equal((Causes.ZeroReplicas, Severity.Warning), (finding.Cause, finding.Severity));
        Assert.Contains("Service cart", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_ZeroReplicasThatNobodyCalls_FindsNothing() =>
        Assert.Empty(_world.Inspect(AddDeployment("batch", replicas: 0)));

    private RootCause.Topology.ResourceState AddDeployment(string name, int replicas = 1) =>
        _world.Add(
            $$$"""
            {
              "kind": "Deployment", "metadata": {"namespace": "shop", "name": "{{{name}}}"},
              "spec": {"replicas": {{{replicas}}}, "template": {"metadata": {"labels": {"app": "{{{name}}}"} }, "spec": {"containers": []} } }
            }
            """
        );

    private void AddPod(string app, string name) =>
        _world.Add(
            $$$"""
            {
              "kind": "Pod", "metadata": {"namespace": "shop", "name": "{{{name}}}", "labels": {"app": "{{{app}}}"}},
              "spec": {"containers": [{"name": "server", "ports": [{"name": "http", "containerPort": 8080}]}]}
            }
            """
        );

    private ResourceState AddSlice(string service, string endpoints) =>
        _world.Add(
            $$$"""{"kind": "EndpointSlice", "metadata": {"namespace": "shop", "name": "{{{service}}}-x7k2p", "labels": {"kubernetes.io/service-name": "{{{service}}}"} }, "endpoints": {{{endpoints}}} }"""
        );

    private void AddEndpoints(string name, string subsets) =>
        _world.Add(
            $$"""{"kind": "Endpoints", "metadata": {"namespace": "shop", "name": "{{name}}"}, "subsets": {{subsets}}}"""
        );

    private static string Service(string name, string app, string target) =>
        $$$"""
            {
              "kind": "Service", "metadata": {"namespace": "shop", "name": "{{{name}}}", "creationTimestamp": "2026-01-01T00:00:00Z"},
              "spec": {"type": "ClusterIP", "selector": {"app": "{{{app}}}"}, "ports": [{"port": 80, "targetPort": {{{target}}}}]}
            }
            """;
}
