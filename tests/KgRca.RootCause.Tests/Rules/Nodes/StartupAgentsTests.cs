namespace KgRca.RootCause.Tests.Rules.Nodes;

public sealed class StartupAgentsTests
{
    [Theory]
    [InlineData("node.weft.example/agent-not-ready", "weft-agent")]
    [InlineData("node.kubernetes.io/network-unavailable", "calico-node")]
    [InlineData("block.csi.acme.example/agent-not-ready", "acme-csi-node")]
    public void Process_AgentThatDoesNotStart_IsWhyItsTaintedNodeTakesNoPods(string taint, string agent)
    {
        var scene = new Scene()
            .Node("n-9", -60, spec: $$""" "taints": [{"key": "{{taint}}", "effect": "NoExecute"}] """)
            .Pod(
                agent,
                "n-9",
                -50,
                ready: false,
                kind: "DaemonSet",
                status: """, "containerStatuses": [{"name": "main", "restartCount": 3, "state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": {"terminated": {"exitCode": 1, "reason": "Error", "finishedAt": "2026-05-04T02:59:30Z"}}}]"""
            );
        scene.Log(-20, $"{agent}-0", "cannot reach the API server: dial tcp 10.96.0.1:443: i/o timeout");
        Wait(
            scene,
            $"0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {{{taint}: }}. preemption: none."
        );
        scene.Event(-10, "BackOff", "Back-off restarting failed container", "Pod", $"{agent}-0", count: 3);
        scene.Event(70, "BackOff", "Back-off restarting failed container", "Pod", $"{agent}-0", count: 3);
        Assert.Equal($"DaemonSet {agent}: dependency_unavailable", scene.First());
    }

    [Fact]
    public void Process_PluginThatDoesNotStart_IsWhyItsDevicesAreLacking()
    {
        var scene = new Scene()
            .Node("n-9", -60, more: """, "allocatable": {"cpu": "8", "acme.example/npu": "0"}""")
            .Pod("acme-device-plugin", "n-9", -50, ready: false, kind: "DaemonSet");
        Wait(scene, "0/2 nodes are available: 2 Insufficient acme.example/npu. preemption: none.");
        scene.Log(1, "acme-device-plugin-0", "fatal: failed to initialize: driver/library version mismatch");
        scene.Event(2, "BackOff", "Back-off restarting failed container", "Pod", "acme-device-plugin-0", count: 3);
        scene.Event(70, "BackOff", "Back-off restarting failed container", "Pod", "acme-device-plugin-0", count: 3);
        Assert.StartsWith("DaemonSet acme-device-plugin", scene.First(), StringComparison.Ordinal);
    }

    private static void Wait(Scene scene, string message)
    {
        scene.See(
            0,
            $$"""
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "team", "name": "late-0", "uid": "late-0", "creationTimestamp": "2026-05-04T03:00:00Z"},
             "spec": {"containers": [{"name": "main", "image": "registry.example/late:1"}]},
             "status": {"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "{{message}}"}]} }
            """
        );
        scene.Event(0, "FailedScheduling", message, "Pod", "late-0", count: 3);
    }
}
