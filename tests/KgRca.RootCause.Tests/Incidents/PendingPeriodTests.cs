using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using static KgRca.RootCause.Tests.Incidents.LiveRecords;

namespace KgRca.RootCause.Tests.Incidents;

public sealed class PendingPeriodTests
{
    private const string Unschedulable =
        """{"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False", "message": "0/3 nodes are available: 3 Insufficient memory."}]}""";

    [Fact]
    public void Process_PodThatFindsNoNode_IsAFindingAtOnceAndAnIncidentAfterAMinute()
    {
        var pod = Pod(1, "web-1", Unschedulable, node: "");
        var graph = Replay.Run([pod, Tick(55)]);
        Assert.Equal(("memory_capacity_mismatch", "active"), Finding(graph));
        Assert.Empty(graph.OfLabel(GraphSchema.Incident));
        Assert.Single(Replay.Run([pod, Tick(60)]).OfLabel(GraphSchema.Incident));
    }

    [Fact]
    public void CloseQuiet_PodThatWaitsWhileNoRecordComes_OpensOne()
    {
        var (engine, changes) = (new RootCauseEngine(), new List<GraphChange>());
        engine.Process(Pod(1, "web-1", Unschedulable, node: ""), changes);
        engine.CloseQuiet(Start.AddSeconds(59), changes);
        Assert.DoesNotContain(changes, change => change is UpsertNode { Key.Label: GraphSchema.Incident });
        engine.CloseQuiet(Start.AddSeconds(61), changes);
        Assert.Contains(changes, change => change is UpsertNode { Key.Label: GraphSchema.Incident });
    }

    [Fact]
    public void Process_PodThatFindsANodeInTime_OpensNone()
    {
        var graph = Replay.Run([
            Pod(1, "web-1", Unschedulable, node: ""),
            Scheduling(2),
            Scheduling(10),
            Scheduling(20),
            Pod(40, "web-1", """{"phase": "Pending"}"""),
            Scheduling(41),
            Tick(300),
        ]);
        Assert.Empty(graph.OfLabel(GraphSchema.Incident));
        Assert.Equal(("memory_capacity_mismatch", "resolved"), Finding(graph));
    }

    [Fact]
    public void Process_PodThatItsNodeRefuses_IsAFindingAtOnceAndAnIncidentAfterAMinute()
    {
        WireRecord[] refused = [Deployment(590, 0), Controls("web", "web-1"), Refused(600)];
        var graph = Replay.Run([.. refused, Tick(655)]);
        Assert.Equal(("cpu_capacity_mismatch", "active"), Finding(graph));
        Assert.Empty(graph.OfLabel(GraphSchema.Incident));
        Assert.Single(Replay.Run([.. refused, Tick(661)]).OfLabel(GraphSchema.Incident));
    }

    [Fact]
    public void Process_PodThatItsNodeRefusesAndNobodyReplaces_IsAnIncidentAtOnce() =>
        Assert.Single(Replay.Run([Refused(600)]).OfLabel(GraphSchema.Incident));

    [Theory]
    [InlineData("\"active\": 1, \"ready\": 1", 0)]
    [InlineData("\"succeeded\": 1, \"completionTime\": \"2026-11-21T11:10:20Z\"", 0)]
    [InlineData("\"active\": 1, \"ready\": 0", 1)]
    public void Process_PodOfAJobThatItsNodeRefuses_OpensOneUnlessAnotherRuns(string status, int incidents)
    {
        Resource Job(double second, string status) =>
            Seen(
                second,
                $$$"""{"apiVersion": "batch/v1", "kind": "Job", "metadata": {"namespace": "shop", "name": "work", "uid": "work"}, "spec": {}, "status": { {{{status}}} } }"""
            );
        var controls = new Edge(
            StateOperation.Upsert,
            Start,
            "prod",
            EdgeType.Controls,
            new ObjectReference("Job", "work", "shop"),
            new ObjectReference("Pod", "web-1", "shop")
        );
        var graph = Replay.Run([
            Job(590, "\"active\": 1, \"ready\": 0"),
            controls,
            Refused(600),
            Job(620, status),
            Tick(700),
        ]);
        Assert.Equal(incidents, graph.OfLabel(GraphSchema.Incident).Count());
        Assert.Equal(incidents > 0 ? "active" : "resolved", Finding(graph).Item2);
    }

    [Fact]
    public void Process_PodThatFindsANodeAndFailsThere_IsNoIncidentOfItsWait()
    {
        var graph = Replay.Run([
            Pod(1, "web-1", Unschedulable, node: ""),
            Scheduling(2),
            Pod(20, "web-1", """{"phase": "Failed"}"""),
            Tick(300),
        ]);
        Assert.Empty(graph.OfLabel(GraphSchema.Incident));
    }

    [Theory]
    [InlineData("Lost", 1)]
    [InlineData("Pending", 0)]
    public void Process_ClaimThatLosesItsVolume_OpensOneAtOnce(string phase, int incidents)
    {
        var claim = Seen(
            1,
            $$$"""
            {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"namespace": "shop", "name": "data", "creationTimestamp": "2026-11-21T11:00:00Z"},
             "spec": {"storageClassName": "own", "volumeName": "pv"}, "status": {"phase": "{{{phase}}}"} }
            """
        );
        Assert.Equal(incidents, Replay.Run([claim, Tick(2)]).OfLabel(GraphSchema.Incident).Count());
    }

    [Theory]
    [InlineData("Resizing", 0)]
    [InlineData("ControllerResizeError", 1)]
    [InlineData("NodeResizeError", 1)]
    public void Process_ClaimWhoseVolumeIsNotEnlarged_OpensOneAfterTwoMinutesWhereItsDriverFails(
        string condition,
        int incidents
    )
    {
        var claim = Seen(
            1,
            $$$"""
            {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"namespace": "shop", "name": "data", "creationTimestamp": "2026-11-21T11:00:00Z"},
             "spec": {"resources": {"requests": {"storage": "2Gi"} } }, "status": {"phase": "Bound", "capacity": {"storage": "1Gi"}, "conditions": [{"type": "{{{condition}}}", "status": "True"}]} }
            """
        );
        Assert.Empty(Replay.Run([claim, Tick(120)]).OfLabel(GraphSchema.Incident));
        Assert.Equal(incidents, Replay.Run([claim, Tick(125)]).OfLabel(GraphSchema.Incident).Count());
    }

    [Fact]
    public void Process_PodWhoseNodeWasRemoved_IsAnIncidentAfterAMinute()
    {
        var pod = Seen(
            40,
            """
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1", "uid": "web-1", "creationTimestamp": "2026-11-21T11:00:30Z"},
             "spec": {"nodeSelector": {"kubernetes.io/hostname": "node-1"} }, "status": {"phase": "Pending"} }
            """
        );
        WireRecord[] records =
        [
            Node(0, "True"),
            Seen(1, """{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "node-2"} }"""),
            Gone(20, "Node", "node-1", null),
            pod,
        ];
        Assert.Equal(("node_removed", "active"), Finding(Replay.Run([.. records, Tick(85)])));
        Assert.Empty(Replay.Run([.. records, Tick(85)]).OfLabel(GraphSchema.Incident));
        Assert.Equal(
            "Node was removed: Node node-1",
            Assert.Single(Replay.Run([.. records, Tick(91)]).OfLabel(GraphSchema.Incident))["title"].AsString
        );
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(100, 1)]
    public void Process_NodeThatIsNotReady_OpensOneUnlessItIsJoining(int since, int incidents)
    {
        var node = Seen(
            101,
            $$$"""
            {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "node-1", "creationTimestamp": "2026-11-21T11:00:00Z"},
             "status": {"conditions": [{"type": "Ready", "status": "False", "lastTransitionTime": "{{{Start.AddSeconds(
                since
            ):yyyy-MM-ddTHH:mm:ssZ}}}"}]} }
            """
        );
        Assert.Equal(incidents, Replay.Run([node, Tick(110)]).OfLabel(GraphSchema.Incident).Count());
        Assert.Single(Replay.Run([node, Tick(130)]).OfLabel(GraphSchema.Incident));
    }

    [Fact]
    public void Process_FailuresOnOneHealthyNode_AreIncidentsOfTheirOwn()
    {
        WireRecord[] records =
        [
            RunsOn("web-1", "node-1"),
            RunsOn("db-1", "node-1"),
            Node(0, "True"),
            Error(10, "web-1"),
            Error(20, "db-1"),
        ];
        Assert.Equal(2, Replay.Run(records).OfLabel(GraphSchema.Incident).Count());
        Assert.Single(
            Replay.Run([.. records, Node(30, "False")]).OfLabel(GraphSchema.Incident),
            incident => incident["status"].AsString == "open"
        );
    }

    [Theory]
    [InlineData("StatefulSet", 1)]
    [InlineData("Job", 1)]
    [InlineData("ReplicaSet", 0)]
    [InlineData("Service", 1, "FailedToUpdateEndpointSlices")]
    public void Process_WhatAQuotaRefuses_OpensOneAtOnceWhereAllOfItIsNeeded(
        string kind,
        int incidents,
        string reason = "FailedCreate"
    )
    {
        var refused = new Event(
            "e1",
            Start,
            "prod",
            EventSource.K8sEvent,
            Severity.Warning,
            reason,
            "pods \"db-0\" is forbidden: exceeded quota: quota, requested: pods=1, used: pods=1, limited: pods=1",
            new ObjectReference(kind, "db", "shop")
        );
        Assert.Equal(incidents, Replay.Run([refused]).OfLabel(GraphSchema.Incident).Count());
    }

    private static Resource Node(double second, string ready) =>
        Seen(
            second,
            $$$"""
            {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "node-1", "creationTimestamp": "2026-01-01T00:00:00Z"},
             "status": {"conditions": [{"type": "Ready", "status": "{{{ready}}}", "lastTransitionTime": "2026-11-21T11:00:30Z"}]} }
            """
        );

    private static Resource Refused(double second) =>
        Pod(
            second,
            "web-1",
            """{"phase": "Failed", "reason": "OutOfcpu", "message": "Pod was rejected: Node didn't have enough resource: cpu, requested: 500, used: 3800, capacity: 4000"}"""
        );

    private static Event Scheduling(double second) =>
        new(
            $"s{second}",
            Start.AddSeconds(second),
            "prod",
            EventSource.K8sEvent,
            Severity.Warning,
            "FailedScheduling",
            "0/3 nodes are available: 3 Insufficient memory.",
            new ObjectReference("Pod", "web-1", "shop")
        );

    private static (string?, string?) Finding(GraphModel graph)
    {
        var finding = Assert.Single(graph.OfLabel(GraphSchema.Episodic), node => node["source"].AsString == "detector");
        return (finding["cause"].AsString, finding["finding_state"].AsString);
    }
}
