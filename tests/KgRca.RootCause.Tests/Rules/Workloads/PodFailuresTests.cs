using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Tests.Rules.Workloads;

public sealed class PodFailuresTests
{
    private readonly World _world = new();

    [Theory]
    [InlineData(
        "Evicted",
        "The node was low on resource: memory. Threshold quantity: 100Mi, available: 52Mi.",
        Causes.MemoryPressure
    )]
    [InlineData("Evicted", "The node was low on resource: ephemeral-storage.", Causes.DiskPressure)]
    [InlineData("Evicted", "The node had condition: [DiskPressure].", Causes.DiskPressure)]
    [InlineData(
        "Evicted",
        "Usage of EmptyDir volume \\\"cache\\\" exceeds the limit \\\"10Mi\\\".",
        Causes.EphemeralStorage
    )]
    [InlineData("OutOfcpu", "Node didn't have enough resource: cpu", Causes.CpuCapacity)]
    [InlineData("NodePorts", "Node had no free ports", Causes.HostPort)]
    [InlineData("NodeShutdown", "Pod was terminated in response to imminent node shutdown.", Causes.NodeNotReady)]
    [InlineData("Terminated", "Pod was terminated in response to imminent node shutdown.", Causes.NodeNotReady)]
    [InlineData(
        "NodeAffinity",
        "Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
        Causes.NodeAffinity
    )]
    [InlineData(
        "OutOfmemory",
        "Pod was rejected: Node didn't have enough resource: memory, requested: 1, used: 1, capacity: 1",
        Causes.MemoryCapacity
    )]
    [InlineData(
        "OutOfnvidia.com/gpu",
        "Pod was rejected: Node didn't have enough resource: nvidia.com/gpu, requested: 1, used: 1, capacity: 1",
        Causes.ResourceCapacity
    )]
    [InlineData(
        "UnexpectedAdmissionError",
        "Pod was rejected: Allocate failed due to no healthy devices present; cannot allocate unhealthy devices nvidia.com/gpu, which is unexpected",
        Causes.NodeProblem
    )]
    [InlineData(
        "DeadlineExceeded",
        "Pod was active on the node longer than the specified deadline",
        Causes.JobDeadline
    )]
    [InlineData("SomethingNew", "Nobody knows", null)]
    public void Inspect_PodThatItsNodeGaveUp_SaysWhatFor(string reason, string message, string? cause) =>
        Assert.Equal(cause, _world.Inspect(Failed(reason, message)).SingleOrDefault()?.Cause);

    [Theory]
    [InlineData("Evicted", Causes.DiskPressure)]
    [InlineData("SomethingNew", Causes.ContainerCrash)]
    public void Inspect_ContainersOfAPodThatWasGivenUp_SayNothingWhereThePodDoes(string reason, string cause) =>
        Assert.Equal(
            cause,
            Assert
                .Single(
                    _world.Inspect(
                        Failed(
                            reason,
                            "The node had condition: [DiskPressure].",
                            """, "containerStatuses": [{"name": "server", "state": {"terminated": {"exitCode": 137, "reason": "Error"} } }]"""
                        )
                    )
                )
                .Cause
        );

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void Inspect_WorkloadThatIsWholeAgain_FindsNothing(int ready, int findings)
    {
        var pod = Failed("Evicted", "The node was low on resource: memory.");
        var deployment = _world.Add(
            $$$"""{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"replicas": 1}, "status": {"readyReplicas": {{{ready}}}} }"""
        );
        _world.Join(EdgeType.Controls, deployment, pod);
        Assert.Equal(findings, _world.Inspect(pod).Count);
        pod.ActiveFindings.Add(
            new Episode("e", pod)
            {
                Time = World.Now,
                Onset = World.Now,
                Severity = Severity.Error,
                Source = "detector",
                Reason = "Evicted",
                Message = "",
            }
        );
        Assert.Equal(ready > 0, _world.Affected(deployment).Contains(pod));
    }

    [Fact]
    public void Affected_PodThatFailedLongAgoAndIsListedAnew_IsNotHeld()
    {
        var pod = Failed(
            "Evicted",
            "The node was low on resource: memory.",
            """, "conditions": [{"type": "DisruptionTarget", "status": "True", "lastTransitionTime": "2026-02-01T12:00:00Z"}]"""
        );
        var deployment = _world.Add(
            """{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"replicas": 1}, "status": {"readyReplicas": 0} }"""
        );
        Assert.DoesNotContain(
            pod,
            _world.Affected(deployment, World.Json("""{"spec": {"replicas": 1}, "status": {"readyReplicas": 1} }"""))
        );
    }

    [Theory]
    [InlineData(1, 2, true)]
    [InlineData(1, 3600, false)]
    [InlineData(0, 2, false)]
    public void Affected_WorkloadThatCeasesToBeWhole_HoldsPodsThatFailedJustNow(int before, int seconds, bool isHeld)
    {
        var pod = Failed("Evicted", "The node was low on resource: memory.");
        var deployment = _world.Add(
            """{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"replicas": 1}, "status": {"readyReplicas": 0} }"""
        );
        _world.Topology.Now = pod.ObservedAt!.Value.AddSeconds(seconds);
        Assert.Equal(
            isHeld,
            _world
                .Affected(
                    deployment,
                    World.Json($$$"""{"spec": {"replicas": 1}, "status": {"readyReplicas": {{{before}}}} }""")
                )
                .Contains(pod)
        );
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Affected_ReplicaSetThatIsWhole_HoldsItsFailedPodsUnlessADeploymentDoes(bool hasDeployment, bool isHeld)
    {
        var pod = Failed("OutOfcpu", "Node didn't have enough resource: cpu");
        pod.ActiveFindings.Add(
            new Episode("e", pod)
            {
                Time = World.Now,
                Onset = World.Now,
                Severity = Severity.Error,
                Source = "detector",
                Reason = "OutOfcpu",
                Message = "",
            }
        );
        var set = _world.Add(
            """{"kind": "ReplicaSet", "metadata": {"namespace": "shop", "name": "web-1"}, "spec": {"replicas": 1}, "status": {"readyReplicas": 1} }"""
        );
        if (hasDeployment)
            _world.Join(
                EdgeType.Controls,
                _world.Add("""{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"}}"""),
                set
            );
        Assert.Equal(isHeld, _world.Affected(set).Contains(pod));
    }

    private ResourceState Failed(string reason, string message, string more = "") =>
        _world.Add(
            $$$"""{"kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1"}, "spec": {"nodeName": "n"}, "status": {"phase": "Failed", "reason": "{{{reason}}}", "message": "{{{message}}}" {{{more}}} } }"""
        );
}
