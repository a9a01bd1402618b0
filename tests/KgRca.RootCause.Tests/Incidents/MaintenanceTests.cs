using System.Text.Json;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Incidents;

public sealed class MaintenanceTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 11, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Readiness probe failed: connection refused", 2, 0)]
    [InlineData("Startup probe failed: connection refused", 2, 0)]
    [InlineData("Readiness probe failed: connection refused", 4, 1)]
    [InlineData("Liveness probe failed: connection refused", 2, 1)]
    public void Process_ProbeOfAPodThatStarts_OpensNone(string message, double minute, int incidents) =>
        Assert.Equal(incidents, Incidents(Pod(0), Event(minute, "Unhealthy", message)).Count);

    [Theory]
    [InlineData("Readiness probe failed: HTTP probe failed with statuscode: 503", 5, 2, 0, "", 0)]
    [InlineData("Readiness probe failed: HTTP probe failed with statuscode: 503", 11, 2, 0, "", 1)]
    [InlineData("Readiness probe failed: HTTP probe failed with statuscode: 503", 5, 0, 0, "", 1)]
    [InlineData("Readiness probe failed: HTTP probe failed with statuscode: 503", 5, 2, 1, "", 1)]
    [InlineData("Startup probe failed: connection refused", 15, 0, 0, "\"failureThreshold\": 120", 0)]
    [InlineData("Startup probe failed: connection refused", 25, 0, 0, "\"failureThreshold\": 120", 1)]
    public void Process_ProbeOfAPodThatStartsSlowly_OpensOneOnlyWhenPatienceHasRunOut(
        string message,
        double minute,
        int ready,
        int restarts,
        string startupProbe,
        int incidents
    )
    {
        var workload = Object(
            0,
            $$$"""
            {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"namespace": "shop", "name": "web"},
             "spec": {"replicas": 3}, "status": {"readyReplicas": {{{ready}}}, "updatedReplicas": 1} }
            """
        );
        var pod = Object(
            0,
            $$$"""
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1", "creationTimestamp": "2026-11-21T11:00:00Z"},
             "spec": {"containers": [{"name": "web"{{{(
                startupProbe.Length > 0 ? $", \"startupProbe\": {{{startupProbe}}}" : ""
            )}}}}]},
             "status": {"containerStatuses": [{"name": "web", "ready": false, "restartCount": {{{restarts}}}, "state": {"running": {} } }]} }
            """
        );
        Assert.Equal(
            incidents,
            Incidents(workload, pod, ControllerOf("web-1"), Event(minute, "Unhealthy", message)).Count
        );
    }

    [Theory]
    [InlineData("Unhealthy", "Readiness probe failed: connection refused", 0)]
    [InlineData("Failed", "Error: image not found", 1)]
    public void Process_ErrorOfAPodThatEnds_OpensOneOnlyWhenItsProcessIsNotTheReason(
        string reason,
        string message,
        int incidents
    ) => Assert.Equal(incidents, Incidents(Pod(0), Pod(10, ending: true), Event(10.1, reason, message)).Count);

    [Fact]
    public void Process_ProbeOfAPodThatStarts_OpensOneWhereAFindingExplainsIt()
    {
        var workload = Object(
            0,
            """
            {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"template": {"spec":
             {"containers": [{"name": "web", "ports": [{"containerPort": 80}], "readinessProbe": {"httpGet": {"port": 81}}}]}}}}
            """
        );
        Assert.Single(
            Incidents(
                workload,
                Pod(0),
                ControllerOf("web-1"),
                Event(1, "Unhealthy", "Readiness probe failed: dial tcp 10.0.0.7:81: connect: connection refused")
            )
        );
    }

    [Fact]
    public void Process_SameFailureAfterItsIncidentWasClosed_OpensItAgain()
    {
        var incident = Assert.Single(
            Incidents(Pod(0), Event(10, "Failed", "it failed"), Event(35, "Failed", "it failed again"))
        );
        Assert.Equal(
            ("open", 1L, Milliseconds(35), Milliseconds(10)),
            (
                incident["status"].AsString,
                incident["reopenings"].AsInteger,
                incident["reopened_at"].AsInteger,
                incident["started_at"].AsInteger
            )
        );
    }

    [Fact]
    public void Process_SameFailureOfAnotherPodOfTheWorkload_OpensItsIncidentAgain()
    {
        var records = new WireRecord[]
        {
            Pod(0),
            Pod(0, name: "web-2"),
            ControllerOf("web-1"),
            ControllerOf("web-2"),
            Event(10, "Failed", "it failed"),
            Event(35, "Failed", "it failed", "web-2"),
        };
        Assert.Equal(1L, Assert.Single(Incidents(records))["reopenings"].AsInteger);
    }

    [Theory]
    [InlineData(35, "FailedMount")]
    [InlineData(80, "Failed")]
    public void Process_OtherFailureOrMuchLater_OpensAnother(double minute, string reason)
    {
        var incidents = Incidents(Pod(0), Event(10, "Failed", "it failed"), Event(minute, reason, "it failed"));
        Assert.Equal(2, incidents.Count);
        Assert.All(incidents, incident => Assert.Null(incident["reopenings"].AsInteger));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, null)]
    public void Process_ErrorsOfACordonedNode_AreMaintenance(bool cordoned, bool? maintenance)
    {
        var node = Object(
            0,
            $$$"""{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "node-1"}, "spec": {"unschedulable": {{{(cordoned ? "true" : "false")}}}}, "status": {"conditions": [{"type": "Ready", "status": "Unknown", "reason": "NodeStatusUnknown"}]}}"""
        );
        var runsOn = new Edge(
            StateOperation.Upsert,
            Start,
            "prod",
            EdgeType.RunsOn,
            new ObjectReference("Pod", "web-1", "shop"),
            new ObjectReference("Node", "node-1")
        );
        var incident = Assert.Single(Incidents(Pod(0), runsOn, node, Event(1, "Failed", "it failed")));
        Assert.Equal(maintenance, incident["maintenance"].AsBoolean);
    }

    private static List<Node> Incidents(params WireRecord[] records) =>
        [.. Replay.Run(records).OfLabel(GraphSchema.Incident)];

    private static long Milliseconds(double minute) => Start.AddMinutes(minute).ToUnixTimeMilliseconds();

    private static Edge ControllerOf(string pod) =>
        new(
            StateOperation.Upsert,
            Start,
            "prod",
            EdgeType.Controls,
            new ObjectReference("StatefulSet", "web", "shop"),
            new ObjectReference("Pod", pod, "shop")
        );

    private static Event Event(double minute, string reason, string message, string pod = "web-1") =>
        new(
            $"e{minute}",
            Start.AddMinutes(minute),
            "prod",
            EventSource.K8sEvent,
            Severity.Error,
            reason,
            message,
            new ObjectReference("Pod", pod, "shop")
        );

    private static Resource Pod(double minute, bool ending = false, string name = "web-1") =>
        Object(
            minute,
            $$$"""
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "shop", "name": "{{{name}}}", "uid": "{{{name}}}", "creationTimestamp": "2026-11-21T11:00:00Z"
            {{{(ending ? """, "deletionTimestamp": "2026-11-21T11:10:30Z" """ : "")}}}}}
            """
        );

    private static Resource Object(double minute, string json) =>
        new(StateOperation.Upsert, Start.AddMinutes(minute), "prod", JsonElement.Parse(json));
}
