using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using static KgRca.RootCause.Tests.Incidents.LiveRecords;

namespace KgRca.RootCause.Tests.Incidents;

public sealed class JobRetryTests
{
    private const string Complete = "\"succeeded\": 1, \"failed\": 1, \"completionTime\": \"2026-11-21T11:01:00Z\"";

    private const string Failed = """
        "failed": 2, "conditions": [{"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded", "message": "Job has reached the specified backoff limit", "lastTransitionTime": "2026-11-21T11:01:00Z"}]
        """;

    [Theory]
    [InlineData("\"failed\": 1, \"active\": 1", 300, 0)]
    [InlineData(Complete, 900, 0)]
    [InlineData(Failed, 70, 1)]
    [InlineData("\"failed\": 4, \"active\": 1", 700, 1)]
    public void Process_PodOfAJobThatFails_IsAnIncidentWithItsJobOnceThatHasFailedOrTriedForLong(
        string status,
        double second,
        int incidents
    ) =>
        Assert.Equal(
            incidents,
            Replay
                .Run([
                    Job(0, "\"active\": 1"),
                    Controls,
                    Pod(
                        10,
                        "work-1",
                        """{"phase": "Failed", "containerStatuses": [{"name": "main", "ready": false, "state": {"terminated": {"exitCode": 1, "reason": "Error", "finishedAt": "2026-11-21T11:00:10Z"}}}]}"""
                    ),
                    Job(60, status),
                    Tick(second),
                ])
                .OfLabel(GraphSchema.Incident)
                .Count()
        );

    private static Edge Controls { get; } =
        new(
            StateOperation.Upsert,
            Start,
            "prod",
            EdgeType.Controls,
            new ObjectReference("Job", "work", "shop"),
            new ObjectReference("Pod", "work-1", "shop")
        );

    private static Resource Job(double second, string status) =>
        Seen(
            second,
            $$$"""
            {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"namespace": "shop", "name": "work", "uid": "work"}, "spec": {}, "status": { {{{status}}} } }
            """
        );
}
