using KgRca.Contracts.Identity;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Tests.Rules;

public sealed class CauseTaxonomyTests
{
    private readonly World _world = new();

    [Theory]
    [InlineData("Node", CauseRole.Origin)]
    [InlineData("Pod", CauseRole.Symptom)]
    internal void Assess_TroubleInTheKernelsLog_IsTheNodes(string kind, CauseRole role) =>
        Assert.Equal(
            role,
            Assess(
                "k8s.event",
                Severity.Warning,
                "Ext4Error",
                "EXT4-fs error (device sda1): ext4_find_entry:1465: inode #2: comm bash: reading directory lblock 0",
                kind
            ).Role
        );

    [Theory]
    [InlineData("BackOff", "Back-off restarting failed container server in pod web-1_shop(1)")]
    [InlineData("BackOff", "Back-off pulling image \"web:9\"")]
    [InlineData("Failed", "Error: ErrImagePull")]
    [InlineData("Failed", "Error: ImagePullBackOff")]
    [InlineData(
        "Unhealthy",
        "Readiness probe failed: Get \"http://10.42.0.7:8080/\": dial tcp 10.42.0.7:8080: connect: connection refused"
    )]
    [InlineData(
        "Unhealthy",
        "Liveness probe failed: Get \"http://10.42.0.7:8080/\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
    )]
    [InlineData("FailedScheduling", "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.")]
    [InlineData("NodeNotReady", "Node is not ready")]
    [InlineData("Evicted", "The node was low on resource: memory.")]
    [InlineData("SomethingNew", "nobody knows")]
    public void Assess_WarningThatFollowsFromSomethingElse_IsASymptom(string reason, string message) =>
        Assert.Equal(CauseRole.Symptom, Assess("k8s.event", Severity.Warning, reason, message, "Pod").Role);

    [Theory]
    [InlineData("Scheduled")]
    [InlineData("Pulled")]
    [InlineData("Created")]
    [InlineData("Started")]
    [InlineData("SuccessfulCreate")]
    [InlineData("LeaderElection")]
    [InlineData("NotTriggerScaleUp")]
    [InlineData("NoPods")]
    public void Assess_OrdinaryInfoEvent_IsNoEvidence(string reason) =>
        Assert.Equal(default, Assess("k8s.event", Severity.Info, reason, "denied, OOM, not found", "Pod"));

    [Theory]
    [InlineData("Scaled up replica set web-5d from 0 to 1", Causes.Rollout)]
    [InlineData("Scaled up replica set web-5d from 1 to 3", Causes.Scaled)]
    [InlineData("Scaled down replica set web-5d from 3 to 1", Causes.Scaled)]
    public void Assess_ScalingOfAReplicaSet_IsARolloutWhereItGrowsFromNothing(string message, string cause) =>
        Assert.Equal(
            new CauseAssessment(cause, CauseRole.Change),
            Assess("k8s.event", Severity.Info, "ScalingReplicaSet", message, "Deployment")
        );

    [Theory]
    [InlineData("ScalingReplicaSet", Causes.Scaled)]
    [InlineData("NodeNotSchedulable", Causes.Cordoned)]
    public void Assess_EventThatTellsOfAChange_IsAChange(string reason, string cause) =>
        Assert.Equal(
            new CauseAssessment(cause, CauseRole.Change),
            Assess("k8s.event", Severity.Info, reason, "", "Deployment")
        );

    [Theory]
    [InlineData("ScaleDown", "marked the node as toBeDeleted/unschedulable")]
    [InlineData("DeletingNode", "Deleting node worker-1 because it does not exist in the cloud provider")]
    public void Assess_NodeThatIsTakenAway_IsAChange(string reason, string message) =>
        Assert.Equal(
            new CauseAssessment(Causes.NodeRemoved, CauseRole.Change),
            Assess("k8s.event", Severity.Info, reason, message, "Node")
        );

    [Fact]
    public void Assess_NodeNotReady_IsAnOriginOnTheNodeItself() =>
        Assert.Equal(
            CauseAssessment.Origin(Causes.NodeNotReady),
            Assess("k8s.event", Severity.Warning, "NodeNotReady", "", "Node")
        );

    [Theory]
    [InlineData("node.health", "KubeletUnhealthy", "", Causes.Kubelet)]
    [InlineData("node.health", "ContainerRuntimeUnhealthy", "", Causes.Containerd)]
    [InlineData("node.health", "KubeProxyUnhealthy", "", Causes.KubeProxy)]
    [InlineData("prom.alert", "ContainerOOMKilled", "", Causes.OomKilled)]
    [InlineData("prom.alert", "KubeNodeNotReady", "", Causes.NodeNotReady)]
    [InlineData("prom.alert", "CPUThrottlingHigh", "", Causes.CpuOverload)]
    [InlineData("k8s.log", "Log", "listen tcp :8080: bind: address already in use", Causes.PortConflict)]
    [InlineData("k8s.log", "Log", "java.lang.OutOfMemoryError: Java heap space", Causes.OomKilled)]
    [InlineData(
        "k8s.log",
        "Log",
        "Access denied for user 'shop'@'10.42.0.7' (using password: YES)",
        Causes.DatabaseCredentials
    )]
    [InlineData("k8s.log", "Log", "dial tcp: lookup cartt on 10.96.0.10:53: no such host", Causes.ServiceAddress)]
    [InlineData(
        "k8s.log",
        "Log",
        "panic: runtime error: index out of range [3] with length 3",
        Causes.ApplicationError
    )]
    public void Assess_OtherSources_AreReadByTheirTexts(string source, string reason, string message, string cause) =>
        Assert.Equal(CauseAssessment.Origin(cause), Assess(source, Severity.Error, reason, message, "Pod"));

    [Theory]
    [InlineData(
        "k8s.log",
        "rpc error: code = Unavailable desc = connection error: dial tcp 10.96.1.2:7070: connect: connection refused"
    )]
    [InlineData("prom.alert", "More than 5 % of requests fail")]
    [InlineData("probe", "TCP probe of cart:7070 failed")]
    public void Assess_DependencyThatDoesNotAnswer_IsASymptom(string source, string message) =>
        Assert.Equal(CauseRole.Symptom, Assess(source, Severity.Error, "Log", message, "Pod").Role);

    private CauseAssessment Assess(string source, Severity severity, string reason, string message, string kind) =>
        CauseTaxonomy.Assess(source, severity, reason, message, Named(kind, "shop", "x"), _world.Topology);

    private ResourceState Named(string kind, string @namespace, string name) =>
        _world.Topology.GetOrAdd(new ResourceId(World.Cluster, kind, @namespace, name), out _);
}
