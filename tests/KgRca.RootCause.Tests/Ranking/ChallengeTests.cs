using KgRca.Contracts.Identity;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Ranking;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Tests.Rules;
using KgRca.RootCause.Topology;
using static KgRca.RootCause.Tests.Ranking.ChallengeEpisodes;

namespace KgRca.RootCause.Tests.Ranking;

public sealed class ChallengeTests
{
    private readonly World _world = new();

    [Fact]
    public void Of_RefusedPodOfAWorkloadThatRunsSince_CountsLess() =>
        Assert.InRange(Weight(Causes.MissingServiceAccount, ready: 1), 0.5, 0.8);

    [Fact]
    public void Of_RefusedPodOfAWorkloadThatStillLacksIt_CountsInFull() =>
        Assert.Equal(1, Weight(Causes.MissingServiceAccount, ready: 0));

    [Fact]
    public void Of_WorkloadSeenOnlyBefore_CountsInFull() =>
        Assert.Equal(1, Weight(Causes.MissingServiceAccount, ready: 1, happened: World.Now.AddMinutes(1)));

    [Fact]
    public void Of_CrashOfAWorkloadThatRunsAgain_CountsInFull() => Assert.Equal(1, Weight(Causes.OomKilled, ready: 1));

    [Theory]
    [InlineData("dial tcp: lookup catalog on 10.96.0.10:53: no such host", true)]
    [InlineData("dial tcp: lookup catalog.shop.svc.cluster.local: no such host", true)]
    [InlineData("Error: getaddrinfo ENOTFOUND catalog", true)]
    [InlineData("java.net.UnknownHostException: catalog", true)]
    [InlineData("dial tcp: lookup catalogue on 10.96.0.10:53: no such host", false)]
    [InlineData("Name or service not known", false)]
    public void Of_NameThatWasNotFound_CountsLessWhereTheServiceExists(string message, bool exists)
    {
        _world.Add("""{"kind": "Service", "metadata": {"namespace": "shop", "name": "catalog"}}""");
        var weight = Challenge
            .Of(About(Named("Pod", "web-1"), Causes.ServiceAddress, World.Now, message), World.Now, _world.Topology)
            .Weight;
        Assert.Equal(exists, weight < 0.5);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(""", "deletionTimestamp": "2026-03-01T11:58:00Z" """, true)]
    public void Of_ClaimThatIsThereNow_CountsInFullOnlyWhileItIsBeingDeleted(string more, bool isInFull)
    {
        _world.Add(
            $$$"""{"kind": "PersistentVolumeClaim", "metadata": {"namespace": "shop", "name": "data" {{{more}}} } }"""
        );
        var missing = About(
            Named("Pod", "web-1"),
            Causes.MissingClaim,
            World.Now.AddMinutes(-1),
            "persistentvolumeclaim \"data\" is being deleted"
        );
        Assert.Equal(isInFull, Challenge.Of(missing, World.Now, _world.Topology).Weight == 1);
    }

    [Fact]
    public void Of_OvercomeLongBeforeTheLastError_CountsLessStill()
    {
        _world.Add("""{"kind": "ServiceAccount", "metadata": {"namespace": "shop", "name": "web"}}""");
        var refused = About(
            Named("ReplicaSet", "web-1"),
            Causes.MissingServiceAccount,
            World.Now.AddMinutes(-1),
            "serviceaccount \"web\" not found"
        );
        Assert.True(Challenge.Of(refused, World.Now.AddMinutes(5), _world.Topology).Weight < 0.5);
    }

    [Fact]
    public void Of_NameOfAWorkloadWithoutService_CountsLess()
    {
        _world.Add("""{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "catalog"}}""");
        Assert.True(
            Challenge
                .Of(
                    About(
                        Named("Pod", "web-1"),
                        Causes.ServiceAddress,
                        World.Now,
                        "lookup catalog on 10.96.0.10:53: no such host"
                    ),
                    World.Now,
                    _world.Topology
                )
                .Weight < 0.5
        );
    }

    [Theory]
    [InlineData(
        Causes.MissingServiceAccount,
        "ServiceAccount",
        "error looking up service account shop/web: serviceaccount \"web\" not found"
    )]
    [InlineData(Causes.MissingConfigMap, "ConfigMap", "Error: configmap \"web\" not found")]
    [InlineData(Causes.MissingSecret, "Secret", "MountVolume.SetUp failed: secret \"web\" not found")]
    [InlineData(
        Causes.MissingClaim,
        "PersistentVolumeClaim",
        "0/4 nodes are available: persistentvolumeclaim \"web\" not found"
    )]
    public void Of_MissingObjectThatIsThereByNow_CountsLess(string cause, string kind, string message)
    {
        var subject = Named("ReplicaSet", "web-1");
        Assert.Equal(
            1,
            Challenge.Of(About(subject, cause, World.Now.AddMinutes(-1), message), World.Now, _world.Topology).Weight
        );
        _world.Add($$$"""{"kind": "{{{kind}}}", "metadata": {"namespace": "shop", "name": "web"}}""");
        Assert.InRange(
            Challenge.Of(About(subject, cause, World.Now.AddMinutes(-1), message), World.Now, _world.Topology).Weight,
            0.5,
            0.8
        );
        Assert.Equal(
            1,
            Challenge.Of(About(subject, cause, World.Now.AddMinutes(1), message), World.Now, _world.Topology).Weight
        );
    }

    [Theory]
    [InlineData(Causes.NodeSelector, Causes.NodeRemoved, true)]
    [InlineData(Causes.VolumeZone, Causes.NodeRemoved, true)]
    [InlineData(Causes.Taint, Causes.NodeNotReady, true)]
    [InlineData(Causes.VolumeMount, Causes.NodeNotReady, false)]
    [InlineData(Causes.VolumeZone, Causes.MissingClaim, false)]
    public void Of_WhatTheSchedulerSays_CountsLessWhereThePodWaitsForANodeInTrouble(
        string said,
        string seen,
        bool isLess
    )
    {
        var pod = Named("Pod", "web-1");
        pod.ActiveFindings.Add(About(pod, seen, World.Now));
        Assert.Equal(isLess, Challenge.Of(About(pod, said, World.Now), World.Now, _world.Topology).Weight < 0.5);
    }

    [Fact]
    public void Of_PodThatIsNoMore_CountsLessOncePodsAreSeen()
    {
        var gone = Named("Pod", "web-1");
        Assert.Equal(1, Challenge.Of(About(gone, Causes.RegistryDns, World.Now), World.Now, _world.Topology).Weight);
        _world.Add("""{"kind": "Pod", "metadata": {"namespace": "shop", "name": "web-2"}}""");
        Assert.InRange(
            Challenge.Of(About(gone, Causes.RegistryDns, World.Now), World.Now, _world.Topology).Weight,
            0.5,
            0.8
        );
    }

    [Theory]
    [InlineData(0, 300, 0, 1)]
    [InlineData(0, 300, 350, 1)]
    [InlineData(0, 300, 600, 0.4)]
    [InlineData(0, 5, 6, 0.4)]
    public void Of_FindingThatIsResolved_CountsLessWhereItHeldInPassingOrTheFailureGoesOn(
        int found,
        int resolved,
        int lastError,
        double weight
    )
    {
        var finding = new Episode("f", Named("Service", "web"))
        {
            Time = World.Now.AddSeconds(found),
            Onset = World.Now,
            Severity = Severity.Error,
            Source = EpisodeSources.Finding,
            Reason = "x",
            Message = "",
            Assessment = CauseAssessment.Origin(Causes.ServicePort),
            ResolvedAt = World.Now.AddSeconds(resolved),
        };
        Assert.Equal(weight, Challenge.Of(finding, World.Now.AddSeconds(lastError), _world.Topology).Weight);
    }

    [Theory]
    [InlineData(Causes.MissingSecret, "Secret", "db", true, true)]
    [InlineData(Causes.MissingSecret, "Secret", "db", false, false)]
    [InlineData(Causes.MissingSecret, "ConfigMap", "db", true, false)]
    [InlineData(Causes.ServiceAddress, "Service", "db", true, true)]
    [InlineData(Causes.IncorrectImage, "Deployment", "web", false, true)]
    [InlineData(Causes.OomKilled, "Deployment", "web", false, false)]
    [InlineData(Causes.IncorrectImage, "Deployment", "other", false, false)]
    public void MayConcern_ObjectInANewState_OnlyWhatItCanSpeakAgainst(
        string cause,
        string kind,
        string name,
        bool isNew,
        bool expected
    ) =>
        Assert.Equal(
            expected,
            Challenge.MayConcern(cause, new ObjectReference("Deployment", "web", "shop"), Named(kind, name), isNew)
        );

    [Theory]
    [InlineData(60, 0.4)]
    [InlineData(120, 0.75)]
    [InlineData(null, 0.75)]
    public void Of_Alert_CountsLessWhereItWasOverInPassing(int? secondsItLasted, double weight)
    {
        var service = Named("Service", "front");
        var alert = Alert(service, "prom.alert");
        alert.ResolvedAt = secondsItLasted is { } seconds ? alert.Time.AddSeconds(seconds) : null;
        service.Candidates.Add(alert);
        Assert.Equal(weight, Challenge.Of(alert, World.Now, _world.Topology).Weight);
        Assert.Equal(weight, Challenge.Of(Alert(service, "escalation"), World.Now, _world.Topology).Weight);
    }

    [Theory]
    [InlineData("SystemOOM", 5, 20, 0.4)]
    [InlineData("OOMKilling", 5, 20, 1)]
    [InlineData("SystemOOM", 600, 20, 1)]
    [InlineData("SystemOOM", 5, 600, 1)]
    [InlineData("SystemOOM", 5, null, 1)]
    public void Of_ContainerThatWasKilled_CountsLessWhereItsNodeHadNoMemoryForSeveral(
        string reason,
        int secondsToNode,
        int? secondsToOther,
        double weight
    )
    {
        var (node, pod, other) = (Named("Node", "worker-1"), Named("Pod", "web-1"), Named("Pod", "api-1"));
        _world.Join(EdgeType.RunsOn, pod, node);
        _world.Join(EdgeType.RunsOn, other, node);
        node.Candidates.Add(
            new Episode("n", node)
            {
                Time = World.Now.AddSeconds(secondsToNode),
                Onset = World.Now,
                Severity = Severity.Warning,
                Source = "k8s.event",
                Reason = reason,
                Message = "",
            }
        );
        if (secondsToOther is { } seconds)
            other.ActiveFindings.Add(About(other, Causes.OomKilled, World.Now.AddSeconds(seconds)));
        Assert.Equal(weight, Challenge.Of(About(pod, Causes.OomKilled, World.Now), World.Now, _world.Topology).Weight);
    }

    [Theory]
    [InlineData("Error", 1)]
    [InlineData("Completed", 0.75)]
    public void Of_ContainerThatEndsByItself_CountsLessThanWhatCannotBeRun(string reason, double weight)
    {
        var finding = new Episode("f", Named("Pod", "web-1"))
        {
            Time = World.Now,
            Onset = World.Now,
            Severity = Severity.Error,
            Source = EpisodeSources.Finding,
            Reason = reason,
            Message = "",
            Assessment = CauseAssessment.Origin(Causes.InvalidCommand),
        };
        Assert.Equal(weight, Challenge.Of(finding, World.Now, _world.Topology).Weight);
    }

    [Theory]
    [InlineData("MountVolume.SetUp failed for volume \"pv\" : mount failed: exit status 32", 1)]
    [InlineData(
        "Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[], failed to process volumes=[]: timed out waiting for the condition",
        0.75
    )]
    public void Of_VolumeThatDidNotComeInTime_CountsLessThanWhatSaysWhy(string message, double weight) =>
        Assert.Equal(
            weight,
            Challenge
                .Of(About(Named("Pod", "web-1"), Causes.VolumeMount, World.Now, message), World.Now, _world.Topology)
                .Weight
        );

    [Theory]
    [InlineData(Causes.NodeCordon, true)]
    [InlineData(Causes.NodeSelector, false)]
    [InlineData(Causes.OomKilled, false)]
    public void Of_SchedulersWord_CountsLessWhereTheNodesShowAnotherReason(string seen, bool isLess)
    {
        var pod = Named("Pod", "web-1");
        pod.ActiveFindings.Add(About(pod, seen, World.Now));
        Assert.Equal(
            isLess,
            Challenge.Of(About(pod, Causes.NodeSelector, World.Now), World.Now, _world.Topology).Weight < 0.5
        );
    }

    private double Weight(string cause, int ready, DateTimeOffset? happened = null)
    {
        var deployment = _world.Add(
            $$$"""{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"replicas": 1}, "status": {"readyReplicas": {{{ready}}} } }"""
        );
        var replicaSet = Named("ReplicaSet", "web-1");
        _world.Join(EdgeType.Controls, deployment, replicaSet);
        return Challenge
            .Of(About(replicaSet, cause, happened ?? World.Now.AddMinutes(-1)), World.Now, _world.Topology)
            .Weight;
    }

    private ResourceState Named(string kind, string name) =>
        _world.Topology.GetOrAdd(new ResourceId(World.Cluster, kind, "shop", name), out _);
}
