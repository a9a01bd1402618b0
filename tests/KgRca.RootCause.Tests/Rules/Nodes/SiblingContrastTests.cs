namespace KgRca.RootCause.Tests.Rules.Nodes;

public sealed class SiblingContrastTests
{
    private static readonly string[] Workloads = ["alpha", "beta"];

    // Of two workloads on one node, in unlike words: what a program logs when its node is the reason.
    public static TheoryData<string, string> Words =>
        new()
        {
            {
                "panic: failed to create fsnotify watcher: user limit of inotify watches reached",
                "Error: ENOSPC: System limit for number of file watchers reached, watch '/app/config'"
            },
            {
                "jwt: token used before issued: iat is 4h in the future",
                "botocore.exceptions.ClientError: RequestTimeTooSkewed: The difference is too large"
            },
            {
                "java.io.IOException: Input/output error while reading /etc/hosts",
                "fatal: could not create thread: Resource temporarily unavailable"
            },
        };

    [Theory]
    [MemberData(nameof(Words))]
    public void Process_SeveralWorkloadsThatFailOnOneNode_BlamesTheNode(string first, string second)
    {
        foreach (var order in new[] { new[] { 0, 1 }, [1, 0] })
        {
            var scene = new Scene().Node("n-7").Node("n-8");
            foreach (var name in Workloads)
                scene.Pod(name, "n-8", suffix: "1").Pod(name, "n-7");
            for (var round = 0; round < 5; round++)
            for (var i = 0; i < order.Length; i++)
                scene.Log(round * 30 + i * 4, $"{Workloads[order[i]]}-0", i == 0 ? first : second);
            Assert.Equal("Node n-7: node_problem", scene.First());
            Assert.Equal(scene.First(), scene.First(scene.Records.Count - 2));
        }
    }

    [Fact]
    public void Process_SiblingsThatFailElsewhereToo_BlamesNoNode()
    {
        var scene = new Scene().Node("n-7").Node("n-8");
        foreach (var name in Workloads)
            scene.Pod(name, "n-8", suffix: "1").Pod(name, "n-7");
        for (var round = 0; round < 5; round++)
            foreach (var name in Workloads)
                scene
                    .Log(round * 30, $"{name}-0", "java.io.IOException: Input/output error while reading /etc/hosts")
                    .Log(
                        round * 30 + 9,
                        $"{name}-1",
                        "java.io.IOException: Input/output error while reading /etc/hosts"
                    );
        Assert.DoesNotContain("Node", scene.First() ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Process_OneWorkloadThatFailsOnOneNode_BlamesNoNode()
    {
        var scene = new Scene().Node("n-7").Node("n-8").Pod("alpha", "n-8", suffix: "1").Pod("alpha", "n-7");
        for (var round = 0; round < 5; round++)
            scene.Log(round * 30, "alpha-0", "panic: runtime error: index out of range");
        Assert.DoesNotContain("Node", scene.First() ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Process_LinesThatBothPodsWriteOnceOnly_BlamesNoNode()
    {
        var scene = new Scene().Node("n-7").Node("n-8");
        foreach (var name in Workloads)
            scene
                .Pod(name, "n-8", suffix: "1")
                .Pod(name, "n-7")
                .Log(0, $"{name}-0", $"could not parse request of {name}");
        scene.Log(600, "clock", "tick", Contracts.Records.Severity.Info);
        Assert.DoesNotContain("Node", scene.First() ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "kube-proxy",
        "kube_proxy_unavailable",
        "can't use nftables proxier: kernel module nf_tables is not loaded"
    )]
    [InlineData("kube-router", "node_network_unavailable", "Failed to run network routes controller: no such device")]
    [InlineData("antrea-agent", "node_network_unavailable", "Error running agent: failed to connect to OVSDB")]
    public void Process_AgentThatCrashesOnOneNode_BlamesTheNodeOfItsVictims(string agent, string cause, string message)
    {
        var scene = new Scene().Node("n-7").Node("n-8");
        scene.Pod(agent, "n-8", suffix: "1", kind: "DaemonSet", @namespace: "kube-system");
        scene.Pod(agent, "n-7", ready: false, kind: "DaemonSet", @namespace: "kube-system");
        scene.Pod("alpha", "n-8", suffix: "1").Pod("alpha", "n-7");
        scene.Log(0, $"{agent}-0", message, @namespace: "kube-system");
        scene.Event(5, "BackOff", "Back-off restarting failed container", "Pod", $"{agent}-0", "kube-system", count: 5);
        for (var round = 0; round < 4; round++)
            scene.Log(10 + round * 30, "alpha-0", "Error: connect ETIMEDOUT 10.96.41.7:6379");
        Assert.Equal($"Node n-7: {cause}", scene.First());
    }

    [Theory]
    [InlineData("kube-flannel-ds", "dial tcp 10.96.7.7:80: i/o timeout")]
    [InlineData("cilium", "java.net.SocketTimeoutException: connect timed out to http://ledger:80")]
    [InlineData("weave-net", "upstream request timeout calling http://ledger:80/entries")]
    public void Process_NetworkAgentThatFailsEverywhere_BlamesItsDaemonSet(string agent, string message)
    {
        var scene = new Scene().Node("n-7").Node("n-8");
        foreach (var (node, suffix) in new[] { ("n-7", "0"), ("n-8", "1") })
            scene.Pod(agent, node, ready: false, suffix: suffix, kind: "DaemonSet", @namespace: "kube-system");
        scene.Pod("alpha", "n-8", suffix: "1").Pod("alpha", "n-7").Pod("ledger", "n-8");
        foreach (var suffix in (string[])["0", "1"])
            scene.Event(
                0,
                "Unhealthy",
                "Readiness probe failed: not ready",
                "Pod",
                $"{agent}-{suffix}",
                "kube-system",
                5
            );
        for (var round = 0; round < 4; round++)
            scene.Log(10 + round * 30, "alpha-0", message);
        Assert.Equal($"DaemonSet {agent}: node_network_unavailable", scene.First());
    }

    [Theory]
    [InlineData("nvidia.com/gpu", 8)]
    [InlineData("amd.com/gpu", 2)]
    [InlineData("xilinx.com/fpga-u250", 4)]
    public void Process_DeviceThatItsPluginTookAway_BlamesTheNode(string device, int count)
    {
        var spec =
            $$""" "containers": [{"name": "main", "image": "x:1", "resources": {"limits": {"{{device}}": "1"} } }] """;
        var scene = new Scene();
        scene.Node("n-7", more: Devices(device, count, count)).Pod("trainer", "n-7", spec: spec);
        scene.Node("n-7", 0, Devices(device, count, count - 1));
        scene.Log(2, "trainer-0", "RuntimeError: device error: unspecified launch failure");
        scene.Pod("trainer", "", 20, ready: false, suffix: "1", spec: spec);
        scene.Event(
            21,
            "FailedScheduling",
            $"0/2 nodes are available: 2 Insufficient {device}.",
            "Pod",
            "trainer-1",
            count: 4
        );
        Assert.Equal("Node n-7: node_problem", scene.First());
    }

    private static string Devices(string device, int capacity, int allocatable) =>
        $$""", "capacity": {"{{device}}": "{{capacity}}"}, "allocatable": {"{{device}}": "{{allocatable}}"} """;
}
