using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Incidents;

/// <summary>A caller joins the incident of what it calls where that does not run, and only there.</summary>
public sealed class FailedDependencyTests
{
    private const string Crashing =
        """, "containerStatuses": [{"name": "main", "ready": false, "restartCount": 4, "state": {"waiting": {"reason": "CrashLoopBackOff"} }, "lastState": {"terminated": {"exitCode": 1, "reason": "Error"} } }]""";

    [Theory]
    [InlineData("Get \"http://ledger:80/balance\": dial tcp 10.96.0.9:80: connect: connection refused", true, 0, 1)]
    [InlineData("Get \"http://ledger:80/balance\": dial tcp 10.96.0.9:80: connect: connection refused", false, 0, 1)]
    [InlineData("Get \"http://ledger:80/balance\": dial tcp 10.96.0.9:80: connect: connection refused", true, 60, 1)]
    [InlineData("Get \"http://stock:80/items\": dial tcp 10.96.0.7:80: connect: connection refused", true, 0, 2)]
    [InlineData("the basket has a negative total", true, 0, 2)]
    [InlineData("Get \"http://ledger:80/balance\": dial tcp 10.96.0.9:80: connect: connection refused", true, 400, 2)]
    public void Process_CallerOfAWorkloadThatCrashes_IsOneIncidentWithItWhereItSpeaksOfIt(
        string line,
        bool isCallKnown,
        double crashesAt,
        int incidents
    )
    {
        var scene = new Scene().Node("n-1").Node("n-2");
        Workload(scene, "web", "n-1", -1000, "");
        Workload(scene, "ledger", "n-2", -1000, "");
        Workload(scene, "stock", "n-2", -1000, "");
        if (isCallKnown)
            scene
                .Edge(EdgeType.Calls, "Deployment", "web", "team", "Deployment", "ledger", "team")
                .Edge(EdgeType.Calls, "Deployment", "web", "team", "Deployment", "stock", "team");
        if (crashesAt == 0)
            Workload(scene, "ledger", "n-2", 0, Crashing);
        scene.Log(10, "web-r1-0", line, Severity.Critical);
        if (crashesAt > 0)
            Workload(scene, "ledger", "n-2", crashesAt, Crashing);
        Assert.Equal(incidents, Replay.Run(scene.Records).OfLabel(GraphSchema.Incident).Count());
    }

    [Fact]
    public void Process_RestartedAnywhere_GroupsAlike()
    {
        var scene = new Scene().Node("n-1").Node("n-2");
        Workload(scene, "web", "n-1", -1000, "");
        Workload(scene, "ledger", "n-2", -1000, "");
        scene
            .Edge(EdgeType.Calls, "Deployment", "web", "team", "Deployment", "ledger", "team")
            .Log(0, "web-r1-0", "Get \"http://ledger:80/balance\": connect: connection refused", Severity.Critical);
        Workload(scene, "ledger", "n-2", 30, Crashing);
        var expected = Replay.Run(scene.Records);
        for (var i = 1; i < scene.Records.Count; i++)
            Replay.AssertSame(expected, Replay.Run(scene.Records, i));
    }

    /// <summary>A Deployment with a ReplicaSet and its Pod; it crashes where it has such a status.</summary>
    private static void Workload(Scene scene, string name, string node, double second, string crash)
    {
        var ready = crash.Length == 0 ? 1 : 0;
        scene
            .See(
                second,
                $$"""
                {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"namespace": "team", "name": "{{name}}", "uid": "{{name}}", "creationTimestamp": "2026-01-01T00:00:00Z"},
                 "spec": {"replicas": 1}, "status": {"replicas": 1, "updatedReplicas": 1, "readyReplicas": {{ready}}, "unavailableReplicas": {{1
                    - ready}} } }
                """
            )
            .Edge(EdgeType.Controls, "Deployment", name, "team", "ReplicaSet", $"{name}-r1", "team", second)
            .Pod($"{name}-r1", node, second, ready: ready == 1, kind: "ReplicaSet", status: crash);
    }
}
