using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using static KgRca.RootCause.Tests.Incidents.LiveRecords;

namespace KgRca.RootCause.Tests.Incidents;

public sealed class CronJobIncidentTests
{
    [Fact]
    public void Process_RunThatIsPassedOver_IsAFindingUntilTheOneBeforeEndsAndNoIncident()
    {
        WireRecord[] records =
        [
            CronJob(0, "* * * * *", "{}"),
            CronJob(60, "* * * * *", Active),
            Said(
                120,
                Severity.Info,
                "JobAlreadyActive",
                "Not starting job because prior execution is running and concurrency policy is Forbid"
            ),
            Tick(400),
        ];
        var graph = Replay.Run(records);
        Assert.Equal("active", State(graph));
        Assert.Empty(graph.OfLabel(GraphSchema.Incident));
        Assert.Equal(
            "resolved",
            State(
                Replay.Run([
                    .. records,
                    CronJob(
                        410,
                        "* * * * *",
                        """{"lastScheduleTime": "2026-11-21T11:01:00Z", "lastSuccessfulTime": "2026-11-21T11:06:49Z"}"""
                    ),
                ])
            )
        );
        for (var i = 1; i < records.Length; i++)
            Replay.AssertSame(graph, Replay.Run(records, i));
    }

    [Fact]
    public void Process_ScheduleThatNeverComes_IsAnIncidentUntilItIsReplaced()
    {
        WireRecord[] broken =
        [
            CronJob(0, "59 23 31 2 *", "{}"),
            Said(
                1,
                Severity.Warning,
                "InvalidSchedule",
                "invalid schedule: 59 23 31 2 * : time difference between two schedules is less than 1 second"
            ),
        ];
        Assert.Equal("open", Status([.. broken, CronJob(20, "59 23 31 2 *", "{}"), Tick(300)]));
        Assert.Equal("closed", Status([.. broken, CronJob(20, "59 23 28 2 *", "{}"), Tick(100)]));
    }

    private const string Active = """{"active": [{"name": "work-1"}], "lastScheduleTime": "2026-11-21T11:01:00Z"}""";

    private static string? State(GraphModel graph) =>
        Assert
            .Single(graph.OfLabel(GraphSchema.Episodic), node => node["source"].AsString == "detector")["finding_state"]
            .AsString;

    private static string? Status(WireRecord[] records) =>
        Assert.Single(Replay.Run(records).OfLabel(GraphSchema.Incident))["status"].AsString;

    private static Event Said(double second, Severity severity, string reason, string message) =>
        new(
            $"{reason} {second}",
            Start.AddSeconds(second),
            "prod",
            EventSource.K8sEvent,
            severity,
            reason,
            message,
            new ObjectReference("CronJob", "work", "shop")
        );

    private static Resource CronJob(double second, string schedule, string status) =>
        Seen(
            second,
            $$$"""
            {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"namespace": "shop", "name": "work", "uid": "work"}, "spec": {"schedule": "{{{schedule}}}", "concurrencyPolicy": "Forbid"}, "status": {{{status}}} }
            """
        );
}
