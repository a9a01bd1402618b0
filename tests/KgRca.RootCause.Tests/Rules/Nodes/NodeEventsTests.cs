using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Nodes;

public sealed class NodeEventsTests
{
    // As Kubernetes 1.28 to 1.33 writes them.
    [Theory]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 1 node(s) had untolerated taint {dedicated: batch}, 2 node(s) had untolerated taint {node.kubernetes.io/unreachable: }.",
        Causes.NodeNotReady
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 3 node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }.",
        Causes.DiskPressure
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 3 node(s) had untolerated taint {node.cloudprovider.kubernetes.io/uninitialized: true}.",
        Causes.NodeUninitialized
    )]
    [InlineData(
        "NetworkNotReady",
        "network is not ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:cni plugin not initialized",
        Causes.NodeNetwork
    )]
    [InlineData("SystemOOM", "System OOM encountered, victim process: java, pid: 4242", Causes.MemoryPressure)]
    [InlineData("Rebooted", "Node worker-1 has been rebooted, boot id: 1", Causes.NodeRebooted)]
    [InlineData("FreeDiskSpaceFailed", "Failed to garbage collect required amount of images.", Causes.DiskPressure)]
    [InlineData(
        "FailedCreatePodSandBox",
        "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: plugin type=\"calico\" failed",
        Causes.PodSandbox
    )]
    public void Assess_WarningThatTellsItsCause_IsAnOrigin(string reason, string message, string cause) =>
        Assert.Equal(CauseAssessment.Origin(cause), Meaning.OfWarning(reason, message));
}
