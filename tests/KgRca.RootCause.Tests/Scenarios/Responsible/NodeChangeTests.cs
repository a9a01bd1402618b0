namespace KgRca.RootCause.Tests.Scenarios.Responsible;

/// <summary>A node was changed before its Pods went, failed or could not be scheduled: the change is named.</summary>
public sealed class NodeChangeTests
{
    [Theory]
    [InlineData("""{"disk": "ssd"}""", "{}", "\"nodeSelector\": {\"disk\": \"ssd\"}")]
    [InlineData("""{"pool": "db"}""", """{"pool": "web"}""", "\"nodeSelector\": {\"pool\": \"db\"}")]
    [InlineData(
        """{"zone": "a"}""",
        "{}",
        "\"affinity\": {\"nodeAffinity\": {\"requiredDuringSchedulingIgnoredDuringExecution\": {\"nodeSelectorTerms\": [{\"matchExpressions\": [{\"key\": \"zone\", \"operator\": \"In\", \"values\": [\"a\"]}]}]}}}"
    )]
    public void Process_LabelTakenFromANode_IsWhyItsPodsFindNone(string before, string after, string selector)
    {
        var scene = new Scene().NodeIs(-900, "n-7", labels: before).NodeIs(-120, "n-7", labels: after);
        scene.Waits(
            "db",
            "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector. preemption: none.",
            $"{selector}, {ClusterParts.Plain}"
        );
        Assert.Equal("Node n-7: node_labels_changed of Deployment db", scene.Answer());
    }

    [Theory]
    [InlineData("maintenance", "NoSchedule")]
    [InlineData("dedicated.example/team", "NoExecute")]
    public void Process_TaintOfANode_IsWhyItsPodsFindNone(string key, string effect)
    {
        var scene = new Scene().NodeIs(
            -60,
            "other-node",
            spec: $$"""{"taints": [{"key": "{{key}}", "value": "true", "effect": "{{effect}}"}]}"""
        );
        scene.Waits(
            "web",
            $"0/1 nodes are available: 1 node(s) had untolerated taint {{{key}: true}}. preemption: none."
        );
        Assert.Equal("Node other-node: node_tainted of Deployment web", scene.Answer());
    }

    [Theory]
    [InlineData("hugepages-2Mi", "2Gi", "0")]
    [InlineData("acme.example/npu", "4", "1")]
    public void Process_NodeThatOffersLess_IsWhyItsPodsFindNone(string resource, string before, string after)
    {
        var scene = new Scene()
            .NodeIs(-900, "n-7", allocatable: $$"""{"cpu": "8", "{{resource}}": "{{before}}"}""")
            .NodeIs(-100, "n-7", allocatable: $$"""{"cpu": "8", "{{resource}}": "{{after}}"}""");
        scene.Waits("dpdk", $"0/2 nodes are available: 2 Insufficient {resource}. preemption: none.");
        Assert.Equal("Node n-7: node_capacity_changed of Deployment dpdk", scene.Answer());
    }

    [Theory]
    [InlineData("kernelVersion", "5.15.0-91", "6.8.0-31", "fatal: failed to load BPF program: invalid argument")]
    [InlineData("osImage", "Ubuntu 22.04", "Ubuntu 24.04", "error: cannot open shared object file libssl.so.1.1")]
    [InlineData("containerRuntimeVersion", "containerd://1.7.2", "containerd://2.0.0", "panic: cgroup v1 not found")]
    public void Process_NodeThatWasUpgraded_IsWhyTheirPodFailsThereAlone(
        string version,
        string before,
        string after,
        string log
    )
    {
        var scene = new Scene()
            .NodeIs(-900, "n-7", system: $$"""{"{{version}}": "{{before}}"}""")
            .NodeIs(-900, "n-8", system: $$"""{"{{version}}": "{{before}}"}""")
            .NodeIs(-200, "n-7", system: $$"""{"{{version}}": "{{after}}"}""");
        scene.Pod("agent", "n-8", -900, kind: "DaemonSet", suffix: "1", @namespace: "kube-system");
        scene.Crashes("DaemonSet", "agent", "n-7", log);
        Assert.StartsWith("Node n-7: node_upgraded", scene.Answer(), StringComparison.Ordinal);
    }

    [Fact]
    public void Process_NodeThatWasUpgradedLikeAllOthers_IsNotBlamed()
    {
        var scene = new Scene();
        foreach (var node in (string[])["n-7", "n-8"])
            scene
                .NodeIs(-900, node, system: """{"kernelVersion": "5"}""")
                .NodeIs(-200, node, system: """{"kernelVersion": "6"}""");
        scene.Pod("agent", "n-8", -900, kind: "DaemonSet", suffix: "1", @namespace: "kube-system");
        scene.Crashes("DaemonSet", "agent", "n-7", "fatal: no such option");
        Assert.DoesNotContain("Node", scene.Answer(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vault", "Readiness probe failed: Key Value\nSeal Type shamir\nInitialized true\nSealed true")]
    [InlineData("openbao", "Readiness probe failed: Sealed: true")]
    public void Process_DrainThatMovesAStoreOfSecrets_IsWhyItIsSealed(string store, string probe)
    {
        var scene = new Scene().NodeIs(-900, "n-7").Pod(store, "n-7", -800, kind: "StatefulSet");
        scene.NodeIs(-100, "n-7", spec: """{"unschedulable": true}""");
        scene.Gone(-80, "Pod", $"{store}-0");
        scene.Pod(store, "other-node", -70, ready: false, kind: "StatefulSet");
        scene.Event(0, "Unhealthy", probe, "Pod", $"{store}-0", count: 9);
        scene.Event(60, "Unhealthy", probe, "Pod", $"{store}-0", count: 20);
        Assert.Equal($"Node n-7: node_cordoned of StatefulSet {store}", scene.Answer());
    }

    [Fact]
    public void Process_VolumeWhoseZoneHasOnlyACordonedNode_BlamesTheNode()
    {
        var scene = new Scene()
            .NodeIs(-900, "n-a", """{"zone": "a"}""")
            .NodeIs(-60, "n-a", """{"zone": "a"}""", """{"unschedulable": true}""");
        scene.Add(
            -900,
            "v1",
            "PersistentVolumeClaim",
            "data",
            """ "spec": {"volumeName": "pv-1"}, "status": {"phase": "Bound"} """
        );
        scene.Add(
            -900,
            "v1",
            "PersistentVolume",
            "pv-1",
            """
            "spec": {"nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [{"key": "zone", "operator": "In", "values": ["a"]}]}]} } }
            """,
            @namespace: null
        );
        scene.Waits(
            "db",
            "0/2 nodes are available: 1 node(s) were unschedulable, 1 node(s) had volume node affinity conflict. preemption: none.",
            ClusterParts.WithClaim
        );
        Assert.Equal("Node n-a: node_cordon_mismatch of Deployment db", scene.Answer());
    }
}
