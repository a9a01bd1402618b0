using KgRca.Contracts.Identity;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Ranking;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Tests.Rules;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Tests.Ranking;

public sealed class AffectedWorkloadTests
{
    private readonly World _world = new();

    [Fact]
    public void Of_ServiceThatSelectsPods_IsTheirWorkload()
    {
        var (service, pod) = (Named("Service", "web-public"), PodOf("web"));
        _world.Join(EdgeType.Selects, service, pod);
        Assert.Equal(new ObjectReference("Deployment", "web", "shop"), Of(service, PodOf("client")));
    }

    [Fact]
    public void Of_ServiceThatSelectsNothing_IsTheWorkloadOfItsName()
    {
        Named("StatefulSet", "db").ObservedAt = World.Now;
        Assert.Equal(new ObjectReference("StatefulSet", "db", "shop"), Of(Named("Service", "db"), PodOf("client")));
    }

    [Fact]
    public void Of_ClaimThatAPodMounts_IsItsWorkload()
    {
        var (claim, pod) = (Named("PersistentVolumeClaim", "data"), PodOf("web"));
        _world.Join(EdgeType.Mounts, pod, claim);
        Assert.Equal(new ObjectReference("Deployment", "web", "shop"), Of(claim, claim));
    }

    [Fact]
    public void Of_ClaimThatOnlyATemplateNames_IsThatWorkload()
    {
        _world.Add(
            """{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"template": {"spec": {"volumes": [{"name": "v", "persistentVolumeClaim": {"claimName": "data"}}]}}}}"""
        );
        var claim = Named("PersistentVolumeClaim", "data");
        Assert.Equal(new ObjectReference("Deployment", "web", "shop"), Of(claim, claim));
    }

    [Fact]
    public void Of_IngressOfAService_IsTheWorkloadBehindIt()
    {
        var (ingress, service, pod) = (Named("Ingress", "edge"), Named("Service", "web"), PodOf("web"));
        _world.Join(EdgeType.RoutesTo, ingress, service);
        _world.Join(EdgeType.Selects, service, pod);
        Assert.Equal(new ObjectReference("Deployment", "web", "shop"), Of(ingress, ingress));
    }

    [Fact]
    public void Of_CauseOutsideAnyWorkload_IsTheWorkloadOfTheError() =>
        Assert.Equal(
            new ObjectReference("Deployment", "web", "shop"),
            Of(Named("ConfigMap", "settings"), PodOf("web"))
        );

    [Fact]
    public void Of_NodeThatNobodySuffersFrom_IsNobody()
    {
        var node = _world.Topology.GetOrAdd(new ResourceId(World.Cluster, "Node", "", "worker-1"), out _);
        Assert.Null(Of(node, node));
    }

    private ResourceState PodOf(string workload)
    {
        var pod = Named("Pod", $"{workload}-1");
        pod.ObservedAt = World.Now;
        _world.Join(EdgeType.Controls, Named("Deployment", workload), pod);
        return pod;
    }

    private ResourceState Named(string kind, string name) =>
        _world.Topology.GetOrAdd(new ResourceId(World.Cluster, kind, "shop", name), out _);

    private ObjectReference? Of(ResourceState cause, ResourceState effect) =>
        AffectedWorkload.Of(
            Meaning.Of(cause, CauseAssessment.Origin(Causes.OomKilled), "x"),
            Meaning.Of(effect, CauseAssessment.Symptom(), "y"),
            _world.Topology
        );
}
