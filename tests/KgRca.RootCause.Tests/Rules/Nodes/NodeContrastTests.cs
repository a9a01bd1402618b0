using KgRca.RootCause.Tests.Scenarios;

namespace KgRca.RootCause.Tests.Rules.Nodes;

public sealed class NodeContrastTests
{
    private const string Claims =
        """ "containers": [{"name": "main", "image": "registry.example/db:1"}], "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}] """;

    [Theory]
    [InlineData(
        "MountVolume.MountDevice failed for volume \"pvc-{0}\" : rpc error: code = Internal desc = iscsiadm: initiator reported error 15 for target iqn.{0}"
    )]
    [InlineData(
        "MountVolume.SetUp failed for volume \"pvc-{0}\" : mount failed: exit status 32 mount.nfs: Operation not permitted for 10.0.0.{0}:/export"
    )]
    public void Process_VolumesThatFailOnOneNodeOnly_BlamesTheNode(string message)
    {
        foreach (
            var order in (string[][])
                [
                    ["alpha", "beta"],
                    ["beta", "alpha"],
                ]
        )
        {
            var scene = new Scene().Node("n-7").Pod("gamma", "other-node", spec: Claims);
            foreach (var name in order)
                scene.Pod(name, "n-7", -30, ready: false, spec: Claims);
            for (var i = 0; i < order.Length; i++)
                scene.Event(
                    i * 5,
                    "FailedMount",
                    string.Format(System.Globalization.CultureInfo.InvariantCulture, message, i),
                    "Pod",
                    $"{order[i]}-0",
                    count: 4
                );
            Assert.Equal("Node n-7: volume_mount_failed", scene.First());
            Assert.Equal(scene.First(), scene.First(scene.Records.Count - 1));
        }
    }

    [Fact]
    public void Process_VolumesThatFailOnTwoNodes_BlamesNoNode()
    {
        var scene = new Scene().Node("n-7").Node("n-8").Pod("gamma", "other-node", spec: Claims);
        scene.Pod("alpha", "n-7", -30, ready: false, spec: Claims).Pod("beta", "n-7", -30, ready: false, spec: Claims);
        scene.Pod("delta", "n-8", -30, ready: false, spec: Claims);
        foreach (var name in (string[])["delta", "alpha", "beta"])
            scene.Event(
                1,
                "FailedMount",
                "MountVolume.SetUp failed for volume \"v\" : mount.nfs: Connection refused",
                "Pod",
                $"{name}-0",
                count: 4
            );
        Assert.DoesNotContain("Node", scene.First(), StringComparison.Ordinal);
    }

    [Fact]
    public void Process_OneWorkloadThatCannotMount_BlamesIt()
    {
        var scene = new Scene()
            .Node("n-7")
            .Pod("gamma", "other-node", spec: Claims)
            .Pod("alpha", "n-7", -30, ready: false, spec: Claims);
        scene.Event(
            1,
            "FailedMount",
            "MountVolume.SetUp failed for volume \"v\" : exit status 32",
            "Pod",
            "alpha-0",
            count: 4
        );
        Assert.Equal("Deployment alpha: volume_mount_failed", scene.First());
    }

    [Theory]
    [InlineData(
        "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox \"{0}c1\": plugin type=\"aws-cni\" failed (add): add cmd: failed to assign an IP address to container",
        "node_network_unavailable"
    )]
    [InlineData(
        "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to start sandbox container: error setting rlimits {0}",
        "pod_sandbox_failed"
    )]
    public void Process_SandboxesThatFailOnOneNodeOnly_BlamesTheNode(string message, string cause)
    {
        var scene = new Scene().Node("n-7");
        foreach (var name in (string[])["alpha", "beta"])
            scene
                .Pod(name, "n-7", -30, ready: false)
                .Event(
                    2,
                    "FailedCreatePodSandBox",
                    string.Format(System.Globalization.CultureInfo.InvariantCulture, message, name.Length),
                    "Pod",
                    $"{name}-0",
                    count: 6
                );
        Assert.Equal($"Node n-7: {cause}", scene.First());
    }

    [Theory]
    [InlineData("dial tcp 10.0.4.7:443: i/o timeout", "connect ETIMEDOUT 10.0.4.9:443")]
    [InlineData("read timed out", "context deadline exceeded")]
    public void Process_PodsOfOneNodeAreOnlyTheFirst_NodeIsNotBlamed(string left, string right)
    {
        var scene = OnTwoNodes();
        scene.Log(0, "alpha-0", left).Log(2, "beta-0", right).Log(30, "alpha-1", left);
        for (var at = 40; at < 200; at += 10)
            scene.Log(at, "alpha-0", left).Log(at, "alpha-1", left);
        Assert.DoesNotContain("Node", scene.First(), StringComparison.Ordinal);
    }

    [Fact]
    public void Process_PodsOfOtherNodesFailLater_NodeIsCleared()
    {
        var scene = OnTwoNodes();
        for (var at = 0; at < 90; at += 10)
            scene.Log(at, "alpha-0", "read timed out").Log(at, "beta-0", "context deadline exceeded");
        Assert.Equal("Node n-7: node_network_packet_loss", scene.First());
        scene.Log(95, "alpha-1", "read timed out").Log(100, "alpha-1", "read timed out");
        Assert.DoesNotContain("Node", scene.First(), StringComparison.Ordinal);
    }

    [Fact]
    public void Process_AllNameOneCallee_NodeIsNotBlamed()
    {
        var scene = OnTwoNodes().Serving("stock", node: "other-node");
        for (var at = 0; at < 150; at += 10)
            scene
                .Log(at, "alpha-0", "dial tcp: stock:8080: i/o timeout")
                .Log(at, "beta-0", "http://stock:8080/items: context deadline exceeded");
        Assert.DoesNotContain("Node", scene.First(), StringComparison.Ordinal);
    }

    private static Scene OnTwoNodes() =>
        new Scene()
            .Node("n-7")
            .Pod("alpha", "n-7")
            .Pod("beta", "n-7")
            .Pod("alpha", "other-node", suffix: "1")
            .Pod("beta", "other-node", suffix: "1");

    [Theory]
    [InlineData("ConntrackFull", "nf_conntrack: nf_conntrack: table full, dropping packet")]
    [InlineData("NeighborTable", "neighbour: arp_cache: neighbor table overflow!")]
    [InlineData("NetDevice", "NETDEV WATCHDOG: eth0 (ixgbe): transmit queue 3 timed out")]
    public void Process_KernelThatDropsPackets_ExplainsTheNamesThatPodsOfTheNodeDoNotReach(string reason, string kernel)
    {
        var scene = new Scene()
            .Node("n-7")
            .Pod("alpha", "n-7")
            .Pod("beta", "n-7")
            .Pod("alpha", "other-node", suffix: "1");
        scene.Log(0, "alpha-0", "dial tcp: lookup pay.example.org on 10.96.0.10:53: read udp: i/o timeout");
        scene.Log(2, "beta-0", "getaddrinfo EAI_AGAIN smtp.example.org");
        scene.Event(4, reason, kernel, "Node", "n-7", null, count: 3);
        Assert.Equal("Node n-7: node_problem", scene.First());
    }

    [Theory]
    [InlineData(
        "Error: failed to create containerd task: failed to start shim: exec: \"containerd-shim-runc-v2\": executable file not found in $PATH: unknown"
    )]
    [InlineData(
        "Error: failed to create containerd container: get apparmor_parser version: exec: \"apparmor_parser\": executable file not found in $PATH"
    )]
    [InlineData(
        "Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error running hook #0: nvidia-container-cli: initialization error: driver not loaded"
    )]
    [InlineData(
        "Error: OCI runtime create failed: unable to retrieve OCI runtime error (open log.json: no such file or directory): exec: \"crun\": executable file not found in $PATH"
    )]
    public void Process_RuntimeWithoutItsHelper_BlamesTheNode(string message)
    {
        var scene = new Scene().Node("n-7").Pod("alpha", "n-7", -30, ready: false);
        scene.Event(0, "Failed", message, "Pod", "alpha-0", count: 4);
        Assert.Equal("Node n-7: containerd_unavailable", scene.First());
    }

    [Theory]
    [InlineData(
        "Error: failed to create containerd task: OCI runtime create failed: unable to start container process: exec: \"serve\": executable file not found in $PATH: unknown"
    )]
    [InlineData(
        "Error: failed to start container: OCI runtime create failed: container_linux.go:380: starting container process caused: exec: \"serve\": executable file not found in $PATH"
    )]
    public void Process_ContainerWithoutItsCommand_BlamesTheWorkload(string message)
    {
        var scene = new Scene().Node("n-7").Pod("alpha", "n-7", -30, ready: false);
        scene.Event(0, "Failed", message, "Pod", "alpha-0", count: 4);
        Assert.Equal("Deployment alpha: container_command_invalid", scene.First());
    }
}
