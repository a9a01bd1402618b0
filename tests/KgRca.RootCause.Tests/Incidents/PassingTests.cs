using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using KgRca.RootCause.Tests.Scenarios;

namespace KgRca.RootCause.Tests.Incidents;

/// <summary>What ordinary life brings with it and is over by itself.</summary>
public sealed class PassingTests
{
    [Theory]
    [InlineData(
        "com.mongodb.MongoNotPrimaryException: Command failed with error 10107 (NotWritablePrimary): 'not primary'"
    )]
    [InlineData("READONLY You can't write against a read only replica.")]
    public void Process_WritesToAFormerPrimaryWhileItIsReplaced_OpenNoIncident(string line)
    {
        var scene = Shop().Pod("db", "n-1", -20, kind: "StatefulSet", suffix: "1");
        scene.Log(0, "web-0", line).Log(0.5, "web-0", line);
        Assert.Empty(Incidents(scene.Log(600, "clock", "tick", Severity.Info)));
    }

    [Theory]
    [InlineData(
        "com.mongodb.MongoNotPrimaryException: Command failed with error 10107 (NotWritablePrimary): 'not primary'"
    )]
    [InlineData("READONLY You can't write against a read only replica.")]
    public void Process_WritesThatGoOnFailing_OpenOne(string line) =>
        Assert.Single(
            Incidents(Shop().Pod("db", "n-1", -20, kind: "StatefulSet", suffix: "1").Lasting(0, "web-0", line))
        );

    [Fact]
    public void Process_LinesThatDifferByTheirPadding_AreOneHabit()
    {
        var scene = Shop();
        for (var at = 0; at < 1500; at += 4)
        {
            var thread = at % 40;
            scene.Log(
                at,
                "web-0",
                $"2026-05-04T03:00:00.000Z ERROR 1 --- {$"[exec-{thread}]", -10} c.a.Inbound : rejecting message: {new string('x', 180)} {thread}"
            );
        }
        var keys = Replay
            .Run(scene.Records)
            .OfLabel(GraphSchema.Episodic)
            .Count(node => node["source"].AsString == "k8s.log");
        Assert.Equal(1, keys);
    }

    [Fact]
    public void Process_AgentOfANodeThatJoins_OpensNoIncident()
    {
        var scene = Joining(
            new Scene(),
            -4,
            """ "taints": [{"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}] """
        );
        scene.Pod("calico-node", "n-9", 0, ready: false, kind: "DaemonSet", status: NotStarted);
        scene.Event(6, "NetworkNotReady", "network is not ready: cni plugin not initialized", "Pod", "calico-node-0");
        Joining(scene, 20, "").Pod("calico-node", "n-9", 21, kind: "DaemonSet");
        Assert.Empty(Incidents(scene.Log(600, "clock", "tick", Severity.Info)));
    }

    [Theory]
    [InlineData("TriggeredScaleUp", "pod triggered scale-up: [{pool 2->3 (max: 10)}]")]
    [InlineData("Nominated", "Pod should schedule on: nodeclaim/default-x7k2p")]
    public void Process_PodForWhichANodeIsAdded_OpensNoIncidentWithinMinutes(string reason, string message)
    {
        var scene = new Scene().Node("n-1");
        Waiting(scene, 0, "");
        scene.Event(10, reason, message, "Pod", "web-0", severity: Severity.Info);
        scene.Log(100, "clock", "tick", Severity.Info);
        Waiting(scene, 150, "n-1");
        Assert.Empty(Incidents(scene.Log(600, "clock", "tick", Severity.Info)));
    }

    private const string NotStarted =
        """, "containerStatuses": [{"name": "main", "restartCount": 0, "state": {"waiting": {"reason": "ContainerCreating"} } }]""";

    private static Scene Shop() =>
        new Scene().Node("n-1").Serving("web").Serving("db", "StatefulSet").Calling("web", "db");

    private static Scene Joining(Scene scene, double second, string spec) =>
        scene.See(
            second,
            $$"""
            {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n-9", "uid": "n-9", "creationTimestamp": "2026-05-04T02:59:55Z"},
             "spec": { {{spec}} }, "status": {"conditions": [{"type": "Ready", "status": "{{(
                spec.Length == 0 ? "True" : "False"
            )}}"}] } }
            """
        );

    private static void Waiting(Scene scene, double second, string node) =>
        scene.See(
            second,
            $$"""
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "team", "name": "web-0", "uid": "web-0", "creationTimestamp": "2026-05-04T03:00:00Z"},
             "spec": {"nodeName": "{{node}}"}, "status": {"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "{{(
                node.Length == 0 ? "False" : "True"
            )}}", "message": "0/2 nodes are available: 2 Insufficient memory."}]} }
            """
        );

    private static List<Node> Incidents(Scene scene) => [.. Replay.Run(scene.Records).OfLabel(GraphSchema.Incident)];
}
