using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Rules;

public sealed class AffectedTests
{
    private readonly World _world = new();

    [Fact]
    public void Affected_Pod_HoldsTheServicesThatSelectItAndNoOthers()
    {
        var own = Service("shop", "cart", "cart");
        Service("shop", "web", "web");
        Service("media", "cart", "cart");
        var pod = _world.Add(
            """{"kind": "Pod", "metadata": {"namespace": "shop", "name": "cart-1", "labels": {"app": "cart"}}}"""
        );
        Assert.Equal([pod, own], _world.Affected(pod).Distinct());
    }

    [Fact]
    public void Affected_PodThatIsGone_HoldsTheServiceThatSelectedIt()
    {
        var service = Service("shop", "cart", "cart");
        var pod = _world.Add(
            """{"kind": "Pod", "metadata": {"namespace": "shop", "name": "cart-1", "labels": {"app": "cart"}}}"""
        );
        _world.Join(EdgeType.Selects, service, pod);
        (pod.Object, pod.DeletedAt) = (null, World.Now);
        Assert.Contains(service, _world.Affected(pod));
    }

    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("{}", """{"labels": {"app": "cart"}}""")]
    [InlineData("""{"labels": {"app": "cart"}}""", "{}")]
    [InlineData("""{"labels": {"app": "cart"}}""", """{"labels": {"app": "cart"}}""")]
    public void Affected_Pod_HoldsServicesOnlyWhereLabelsHaveChanged(string before, string after)
    {
        var service = Service("shop", "cart", "cart");
        var pod = _world.Add("""{"kind": "Pod", "metadata": {"namespace": "shop", "name": "cart-1"}}""");
        _world.Join(EdgeType.Selects, service, pod);
        pod.Object = World.Json($$"""{"metadata": {{after}} }""");
        Assert.Equal(
            before != after,
            _world.Affected(pod, World.Json($$"""{"metadata": {{before}} }""")).Contains(service)
        );
    }

    [Theory]
    [InlineData("""{"status": {"images": []}}""", false)]
    [InlineData("""{"spec": {"unschedulable": true}}""", true)]
    [InlineData("""{"metadata": {"labels": {"disk": "ssd"}}}""", true)]
    public void Affected_Node_HoldsPodsThatWaitWhereItMayTakeThem(string after, bool holds)
    {
        var pod = _world.Add(
            """{"kind": "Pod", "metadata": {"namespace": "shop", "name": "cart-1"}, "spec": {}, "status": {"phase": "Pending"}}"""
        );
        var node = _world.Add("""{"kind": "Node", "metadata": {"name": "worker-1"}}""");
        node.Object = World.Json(after);
        Assert.Equal(holds, _world.Affected(node, World.Json("{}")).Contains(pod));
    }

    [Fact]
    public void Affected_Endpoints_HoldTheirService()
    {
        var service = Service("shop", "cart", "cart");
        Assert.Contains(
            service,
            _world.Affected(_world.Add("""{"kind": "Endpoints", "metadata": {"namespace": "shop", "name": "cart"}}"""))
        );
    }

    [Fact]
    public void Affected_StorageClass_HoldsClaimsThatStillWait()
    {
        var pending = Claim("a", "Pending");
        Claim("b", "Bound");
        var changed = _world.Add("""{"kind": "StorageClass", "metadata": {"name": "fast"}}""");
        Assert.Equal([changed, pending], _world.Affected(changed));
    }

    [Fact]
    public void Affected_ConfigMap_HoldsWhatUsesIt()
    {
        var pod = _world.Add("""{"kind": "Pod", "metadata": {"namespace": "shop", "name": "cart-1"}}""");
        var map = _world.Add("""{"kind": "ConfigMap", "metadata": {"namespace": "shop", "name": "settings"}}""");
        _world.Join(EdgeType.Uses, pod, map);
        Assert.Contains(pod, _world.Affected(map));
    }

    [Fact]
    public void Affected_Service_HoldsWorkloadsThatAreScaledToZero()
    {
        var idle = Deployment("cart", 0);
        Deployment("web", 1);
        var service = Service("shop", "cart", "cart");
        Assert.Equal([service, idle], _world.Affected(service, service.Object));
    }

    [Fact]
    public void Affected_NewServiceOrQuota_HoldsWorkloadsThatMayNameIt()
    {
        var web = Deployment("web", 1);
        Assert.Contains(web, _world.Affected(Service("shop", "cart", "cart")));
        Assert.Contains(
            web,
            _world.Affected(_world.Add("""{"kind": "ResourceQuota", "metadata": {"namespace": "shop", "name": "q"}}"""))
        );
    }

    [Fact]
    public void Affected_Deployment_HoldsTheServiceThatSelectsItsPods()
    {
        var service = Service("shop", "cart", "cart");
        Service("shop", "web", "web");
        var deployment = Deployment("cart", 1);
        Assert.Equal([deployment, service], _world.Affected(deployment));
    }

    private RootCause.Topology.ResourceState Service(string @namespace, string name, string app) =>
        _world.Add(
            $$$"""{"kind": "Service", "metadata": {"namespace": "{{{@namespace}}}", "name": "{{{name}}}"}, "spec": {"selector": {"app": "{{{app}}}"} } }"""
        );

    private RootCause.Topology.ResourceState Claim(string name, string phase) =>
        _world.Add(
            $$$"""{"kind": "PersistentVolumeClaim", "metadata": {"namespace": "shop", "name": "{{{name}}}"}, "status": {"phase": "{{{phase}}}"} }"""
        );

    private RootCause.Topology.ResourceState Deployment(string name, int replicas) =>
        _world.Add(
            $$$"""
            {
              "kind": "Deployment", "metadata": {"namespace": "shop", "name": "{{{name}}}"},
              "spec": {"replicas": {{{replicas}}}, "template": {"metadata": {"labels": {"app": "{{{name}}}"} } } }
            }
            """
        );
}
