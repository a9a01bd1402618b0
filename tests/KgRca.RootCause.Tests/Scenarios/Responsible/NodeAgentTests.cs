using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Scenarios.Responsible;

/// <summary>A Pod lacks what a DaemonSet, a driver or an autoscaler is to provide: that is named, the Pod is the victim.</summary>
public sealed class NodeAgentTests
{
    [Theory]
    [InlineData(
        "nvidia-device-plugin-daemonset",
        "nvidia.com/gpu",
        "Failed to initialize NVML: could not load library"
    )]
    [InlineData("smarter-fpga-plugin", "fpga.intel.com/arria10", "fatal: no device file found")]
    public void Process_PluginThatCrashes_IsWhyItsDevicesAreLacking(string plugin, string device, string log)
    {
        var scene = new Scene().NodeIs(-900, "n-9", allocatable: $$"""{"cpu": "8", "{{device}}": "0"}""");
        scene.Crashes("DaemonSet", plugin, "n-9", log);
        scene.Waits("trainer", $"0/2 nodes are available: 2 Insufficient {device}. preemption: none.");
        Assert.StartsWith($"DaemonSet {plugin}: ", scene.Answer(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nvidia-device-plugin", "nvidia.com/gpu", """{"accelerator": "nvidia"}""")]
    [InlineData("amd-plugin", "amd.com/gpu", """{"feature.node.kubernetes.io/amd": "true"}""")]
    public void Process_PluginThatNoNodeRuns_IsWhyItsDevicesAreLacking(string plugin, string device, string selector)
    {
        var scene = new Scene().NodeIs(-900, "n-9", allocatable: """{"cpu": "8"}""");
        scene.Add(-900, "apps/v1", "DaemonSet", plugin, DaemonSet(selector, 0), "kube-system");
        scene.Waits("trainer", $"0/2 nodes are available: 2 Insufficient {device}. preemption: none.");
        Assert.Equal($"DaemonSet {plugin}: daemon_set_without_nodes of Deployment trainer", scene.Answer());
    }

    [Theory]
    [InlineData("""{"role": "workers"}""", """{"role": "worker"}""", "DaemonSet log-agent: daemon_set_without_nodes")]
    [InlineData("""{"role": "worker"}""", "{}", "Node n-7: node_labels_changed")]
    public void Process_DaemonSetThatLosesItsNodes_IsFollowedToTheChange(string selector, string labels, string answer)
    {
        var scene = new Scene().NodeIs(-900, "n-7", labels: """{"role": "worker"}""");
        scene.Add(-900, "apps/v1", "DaemonSet", "log-agent", DaemonSet("""{"role": "worker"}""", 1));
        if (labels == "{}")
            scene.NodeIs(-30, "n-7");
        scene.Add(-10, "apps/v1", "DaemonSet", "log-agent", DaemonSet(selector, 0));
        Assert.StartsWith(answer, scene.Answer(), StringComparison.Ordinal);
    }

    [Fact]
    public void Process_DaemonSetThatNeverHadANode_OpensNoIncident() =>
        Assert.Null(new Scene().Add(-900, "apps/v1", "DaemonSet", "gpu", DaemonSet("""{"gpu": "true"}""", 0)).Answer());

    [Theory]
    [InlineData(
        "efs-csi-node",
        "MountVolume.MountDevice failed for volume \"pvc-1\" : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name efs.csi.aws.com not found in the list of registered CSI drivers"
    )]
    [InlineData(
        "csi-rbdplugin-ceph",
        "MountVolume.MountDevice failed for volume \"pvc-1\" : driver name rook-ceph.rbd.csi.ceph.com not found in the list of registered CSI drivers"
    )]
    public void Process_NodePluginThatFailsOnTheNode_IsWhyItsDriverIsNotRegistered(string plugin, string message)
    {
        var scene = new Scene().Node("n-7").Crashes("DaemonSet", plugin, "n-7", "failed to get metadata");
        scene.Pod("db", "n-7", -10, ready: false, spec: ClusterParts.WithClaim);
        scene.Event(5, "FailedMount", message, "Pod", "db-0", count: 5);
        Assert.StartsWith($"DaemonSet {plugin}: ", scene.Answer(), StringComparison.Ordinal);
    }

    [Fact]
    public void Process_NodePluginThatToleratesNoTaint_IsWhyItsDriverIsNotRegistered()
    {
        var scene = new Scene().NodeIs(
            -900,
            "n-7",
            spec: """{"taints": [{"key": "dedicated", "value": "gpu", "effect": "NoSchedule"}]}"""
        );
        scene.Pod("efs-csi-node", "other-node", -900, kind: "DaemonSet", @namespace: "kube-system");
        scene.Pod("db", "n-7", -10, ready: false, spec: ClusterParts.WithClaim);
        scene.Event(
            5,
            "FailedMount",
            "MountVolume.MountDevice failed for volume \"pvc-1\" : driver name efs.csi.aws.com not found in the list of registered CSI drivers",
            "Pod",
            "db-0",
            count: 5
        );
        Assert.Equal("DaemonSet efs-csi-node: volume_driver_missing of Deployment db", scene.Answer());
    }

    [Theory]
    [InlineData(
        "calico-node",
        "stat /var/lib/calico/nodename: no such file or directory: check that the calico/node container is running"
    )]
    [InlineData(
        "cilium",
        "unable to connect to Cilium agent: dial unix /var/run/cilium/cilium.sock: connect: no such file or directory"
    )]
    public void Process_NetworkAgentThatFailsOnTheNode_IsWhyItsPodsGetNoSandbox(string agent, string message)
    {
        var scene = new Scene().Node("n-7").Crashes("DaemonSet", agent, "n-7", "no valid host interfaces found");
        scene.Pod("web", "n-7", -10, ready: false);
        scene.Event(
            5,
            "FailedCreatePodSandBox",
            $"Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox \"ab\": {message}",
            "Pod",
            "web-0",
            count: 6
        );
        Assert.StartsWith($"DaemonSet {agent}: ", scene.Answer(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cluster-autoscaler", "pod didn't trigger scale-up: 2 max node group size reached")]
    [InlineData(
        "cluster-autoscaler",
        "pod didn't trigger scale-up (it wouldn't fit if a new node is added): 1 in backoff after failed scale-up"
    )]
    public void Process_AutoscalerThatMayAddNoNode_IsWhyPodsWait(string autoscaler, string refusal)
    {
        var scene = new Scene().Pod(autoscaler, "other-node", -900, @namespace: "kube-system");
        scene.Waits("web", "0/1 nodes are available: 1 Insufficient cpu. preemption: none.");
        scene.Event(3, "NotTriggerScaleUp", refusal, "Pod", "web-0", count: 4, severity: Severity.Info);
        scene.Event(70, "FailedScheduling", "0/1 nodes are available: 1 Insufficient cpu.", "Pod", "web-0", count: 6);
        Assert.Equal($"Deployment {autoscaler}: node_autoscaler_failed of Deployment web", scene.Answer());
    }

    [Theory]
    [InlineData("default")]
    [InlineData("batch-spot")]
    public void Process_PoolOfNodesThatIsFull_IsWhyPodsWait(string pool)
    {
        var scene = new Scene().Add(
            -900,
            "karpenter.sh/v1",
            "NodePool",
            pool,
            """ "spec": {"limits": {"cpu": "64"} } """,
            @namespace: null
        );
        scene.Waits("web", "0/1 nodes are available: 1 Insufficient cpu. preemption: none.");
        scene.Event(
            5,
            "FailedScheduling",
            $"Failed to schedule pod, all available instance types exceed limits for nodepool: \"{pool}\"",
            "Pod",
            "web-0",
            count: 4
        );
        Assert.Equal($"NodePool {pool}: node_autoscaler_failed of Deployment web", scene.Answer());
        Assert.Contains("""spec.limits of NodePool""", scene.NextStep(), StringComparison.Ordinal);
    }

    private static string DaemonSet(string selector, int wanted) =>
        $$$"""
            "spec": {"template": {"spec": {"nodeSelector": {{{selector}}}, {{{ClusterParts.Plain}}} } } },
            "status": {"desiredNumberScheduled": {{{wanted}}}, "currentNumberScheduled": {{{wanted}}}, "numberReady": {{{wanted}}}, "numberAvailable": {{{wanted}}} }
            """;
}
