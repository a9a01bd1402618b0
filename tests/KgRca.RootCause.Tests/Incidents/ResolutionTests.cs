using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using static KgRca.RootCause.Tests.Incidents.LiveRecords;

namespace KgRca.RootCause.Tests.Incidents;

public sealed class ResolutionTests
{
    private const string Ready =
        """{"phase": "Running", "containerStatuses": [{"name": "main", "ready": true, "state": {"running": {}}}]}""";
    private const string Waiting =
        """{"phase": "Running", "containerStatuses": [{"name": "main", "ready": false, "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off"}}}]}""";

    private static readonly WireRecord[] Broken =
    [
        Deployment(0, ready: 0),
        Controls("web", "web-1"),
        Pod(10, "web-1", Waiting),
        Error(11, "web-1"),
    ];

    [Fact]
    public void Process_AllIsWellAgain_ClosesAMinuteLater()
    {
        WireRecord[] mended = [.. Broken, Pod(30, "web-1", Ready), Deployment(31, ready: 1)];
        Assert.Equal("open", Status([.. mended, Tick(90)]));
        Assert.Equal("closed", Status([.. mended, Tick(92)]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Process_OnlyPodOrOnlyWorkloadIsWell_StaysOpen(bool pod) =>
        Assert.Equal("open", Status([.. Broken, pod ? Pod(30, "web-1", Ready) : Deployment(30, ready: 1), Tick(300)]));

    [Fact]
    public void Process_PodIsReplaced_Closes() =>
        Assert.Equal(
            "closed",
            Status([.. Broken, Gone(30, "Pod", "web-1"), Pod(31, "web-2", Ready), Deployment(32, ready: 1), Tick(100)])
        );

    [Fact]
    public void Process_WorkloadIsGone_Closes() =>
        Assert.Equal("closed", Status([.. Broken, Gone(30, "Deployment", "web"), Gone(31, "Pod", "web-1"), Tick(100)]));

    [Fact]
    public void Process_WellButNotSeenSince_StaysOpen() =>
        Assert.Equal(
            "open",
            Status([
                Deployment(0, ready: 1),
                Controls("web", "web-1"),
                Pod(10, "web-1", Ready),
                Error(11, "web-1"),
                Tick(300),
            ])
        );

    [Fact]
    public void Process_ErrorInALogOfAPodThatRuns_WaitsForQuiet()
    {
        WireRecord[] records =
        [
            Deployment(0, ready: 1),
            Controls("web", "web-1"),
            Error(11, "web-1", "panic", EventSource.K8sLog, Severity.Critical),
            Pod(30, "web-1", Ready),
            Deployment(31, ready: 1),
        ];
        Assert.Equal("open", Status([.. records, Tick(800)]));
        Assert.Equal("closed", Status([.. records, Tick(1000)]));
    }

    [Fact]
    public void Process_FailsAgainBeforeItIsClosed_StaysOpen() =>
        Assert.Equal(
            "open",
            Status([.. Broken, Pod(30, "web-1", Ready), Deployment(31, ready: 1), Pod(60, "web-1", Waiting), Tick(300)])
        );

    [Fact]
    public void Process_TheSameFailsAgainAfterwards_IsAnotherFlareOfIt()
    {
        var incident = Assert.Single(
            Incidents([
                .. Broken,
                Pod(30, "web-1", Ready),
                Deployment(31, ready: 1),
                Tick(100),
                Pod(200, "web-1", Waiting),
                Error(201, "web-1"),
            ])
        );
        Assert.Equal(("open", 1L), (incident["status"].AsString, incident["reopenings"].AsInteger));
    }

    [Fact]
    public void Process_SomethingElseFailsAfterwards_IsAnotherIncident()
    {
        var incidents = Incidents([
            .. Broken,
            Pod(30, "web-1", Ready),
            Deployment(31, ready: 1),
            Tick(100),
            Error(200, "web-1", "Evicted"),
        ]);
        Assert.Equal(
            ["closed", "open"],
            incidents.Select(incident => incident["status"].AsString).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Process_RestartedAnywhere_ClosesAlike()
    {
        WireRecord[] records =
        [
            .. Broken,
            Pod(30, "web-1", Ready),
            Deployment(31, ready: 1),
            Tick(92),
            Error(200, "web-1"),
            Pod(201, "web-1", Ready),
        ];
        var expected = Replay.Run(records);
        for (var i = 1; i < records.Length; i++)
            Replay.AssertSame(expected, Replay.Run(records, i));
    }

    [Fact]
    public void Process_WhatBeganAnIncidentIsFoundAgainLater_IsAnotherFlareOfIt()
    {
        const string Crashed =
            """{"phase": "Running", "containerStatuses": [{"name": "main", "ready": false, "state": {"waiting": {"reason": "ContainerCreating"}}, "lastState": {"terminated": {"exitCode": 1, "finishedAt": "2026-11-21T11:00:05Z"}}}]}""";
        WireRecord[] records =
        [
            Deployment(0, ready: 0),
            Controls("web", "web-1"),
            Pod(10, "web-1", Crashed),
            Pod(600, "web-1", Ready),
            Error(610, "web-1"),
            Tick(2790),
            Pod(2800, "web-1", Crashed),
        ];
        var incident = Assert.Single(Incidents(records));
        Assert.Equal((3L, 1L), (incident["error_count"].AsInteger, incident["reopenings"].AsInteger));
    }

    [Fact]
    public void Process_CrashAfterARollout_BlamesTheRolloutAndNotTheScalingThatItDid()
    {
        WireRecord[] records =
        [
            .. Broken[..3],
            Scaling(12, "Scaled up replica set web-2 from 0 to 1"),
            Scaling(14, "Scaled down replica set web-1 from 1 to 0"),
            Error(15, "web-1", "BackOff"),
        ];
        var graph = Replay.Run(records);
        var incident = Assert.Single(graph.OfLabel(GraphSchema.Incident));
        var first = Assert.Single(
            graph.OfType(GraphSchema.PotentialCause),
            link => link.Key.To == incident.Key && link["rank"].AsInteger == 1
        );
        Assert.Equal("rollout", first["cause"].AsString);
    }

    [Theory]
    [InlineData("1Gi", "open")]
    [InlineData("2Gi", "closed")]
    public void Process_ClaimWhoseVolumeWasNotEnlarged_ClosesOnceItIs(string capacity, string status)
    {
        var claim = Seen(
            30,
            $$$"""
            {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"namespace": "shop", "name": "data", "creationTimestamp": "2026-11-21T11:00:00Z"},
             "spec": {"resources": {"requests": {"storage": "2Gi"} } }, "status": {"phase": "Bound", "capacity": {"storage": "{{{capacity}}}"} } }
            """
        );
        var failed = new Event(
            "e1",
            Start.AddSeconds(10),
            "prod",
            EventSource.K8sEvent,
            Severity.Error,
            "VolumeResizeFailed",
            "resize volume \"pv-1\" by resizer \"disk.csi.example.com\" failed: no room",
            new ObjectReference("PersistentVolumeClaim", "data", "shop")
        );
        Assert.Equal(status, Status([failed, claim, Tick(300)]));
    }

    private static Event Scaling(double second, string message) =>
        new(
            $"s{second}",
            Start.AddSeconds(second),
            "prod",
            EventSource.K8sEvent,
            Severity.Info,
            "ScalingReplicaSet",
            message,
            new ObjectReference("Deployment", "web", "shop")
        );

    private static string? Status(WireRecord[] records) => Assert.Single(Incidents(records))["status"].AsString;

    private static List<Node> Incidents(WireRecord[] records) => [.. Replay.Run(records).OfLabel(GraphSchema.Incident)];
}
