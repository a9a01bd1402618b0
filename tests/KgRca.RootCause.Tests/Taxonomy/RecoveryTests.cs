using KgRca.Contracts.Identity;
using KgRca.Contracts.Records;
using KgRca.RootCause.Episodes;
using KgRca.RootCause.Taxonomy;
using KgRca.RootCause.Tests.Detectors;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Tests.Taxonomy;

public sealed class RecoveryTests
{
    private readonly World _world = new();

    [Fact]
    public void WeightOf_RefusedPodOfAWorkloadThatRunsSince_CountsLess() => Assert.InRange(Weight(Causes.MissingServiceAccount, ready: 1), 0.5, 0.8);

    [Fact]
    public void WeightOf_RefusedPodOfAWorkloadThatStillLacksIt_CountsInFull() => Assert.Equal(1, Weight(Causes.MissingServiceAccount, ready: 0));

    [Fact]
    public void WeightOf_WorkloadSeenOnlyBefore_CountsInFull() => Assert.Equal(1, Weight(Causes.MissingServiceAccount, ready: 1, happened: World.Now.AddMinutes(1)));

    [Fact]
    public void WeightOf_CrashOfAWorkloadThatRunsAgain_CountsInFull() => Assert.Equal(1, Weight(Causes.OomKilled, ready: 1));

    [Theory]
    [InlineData("dial tcp: lookup catalog on 10.96.0.10:53: no such host", true)]
    [InlineData("dial tcp: lookup catalog.shop.svc.cluster.local: no such host", true)]
    [InlineData("Error: getaddrinfo ENOTFOUND catalog", true)]
    [InlineData("java.net.UnknownHostException: catalog", true)]
    [InlineData("dial tcp: lookup catalogue on 10.96.0.10:53: no such host", false)]
    [InlineData("Name or service not known", false)]
    public void WeightOf_NameThatWasNotFound_CountsLessWhereTheServiceExists(string message, bool exists)
    {
        _world.Add("""{"kind": "Service", "metadata": {"namespace": "shop", "name": "catalog"}}""");
        var weight = Recovery.WeightOf(Episode(Named("Pod", "web-1"), Causes.ServiceAddress, World.Now, message), _world.Topology);
        Assert.Equal(exists, weight < 0.5);
    }

    [Theory]
    [InlineData(Causes.NodeCordon, true)]
    [InlineData(Causes.NodeSelector, false)]
    [InlineData(Causes.OomKilled, false)]
    public void WeightOf_SchedulersWord_CountsLessWhereTheNodesShowAnotherReason(string seen, bool isLess)
    {
        var pod = Named("Pod", "web-1");
        pod.ActiveFindings.Add(Episode(pod, seen, World.Now));
        Assert.Equal(isLess, Recovery.WeightOf(Episode(pod, Causes.NodeSelector, World.Now), _world.Topology) < 0.5);
    }

    private double Weight(string cause, int ready, DateTimeOffset? happened = null)
    {
        var deployment = _world.Add($$$"""{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"replicas": 1}, "status": {"readyReplicas": {{{ready}}} } }""");
        var replicaSet = Named("ReplicaSet", "web-1");
        _world.Join(EdgeType.Controls, deployment, replicaSet);
        return Recovery.WeightOf(Episode(replicaSet, cause, happened ?? World.Now.AddMinutes(-1)), _world.Topology);
    }

    private ResourceState Named(string kind, string name) => _world.Topology.GetOrAdd(new ResourceId(World.Cluster, kind, "shop", name), out _);

    private static Episode Episode(ResourceState subject, string cause, DateTimeOffset time, string message = "") => new("e", subject)
    {
        Time = time, Onset = time, Severity = Severity.Warning, Source = "k8s.event", Reason = "x", Message = message, Assessment = CauseAssessment.Origin(cause),
    };
}
