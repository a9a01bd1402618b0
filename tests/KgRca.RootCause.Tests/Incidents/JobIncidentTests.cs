using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using static KgRca.RootCause.Tests.Incidents.LiveRecords;

namespace KgRca.RootCause.Tests.Incidents;

public sealed class JobIncidentTests
{
    [Theory]
    [InlineData("PodFailurePolicy", "job_failed")]
    [InlineData("BackoffLimitExceeded", "container_crash")]
    public void Process_JobThatFailsByItsPolicy_SaysSoBeforeThatItsContainerEnded(string reason, string cause)
    {
        var pod = Pod(
            10,
            "work-1",
            """{"phase": "Failed", "containerStatuses": [{"name": "main", "ready": false, "state": {"terminated": {"exitCode": 42, "reason": "Error", "finishedAt": "2026-11-21T11:00:10Z"}}}]}"""
        );
        var job = Seen(
            11,
            $$$"""
            {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"namespace": "shop", "name": "work", "uid": "work"}, "spec": {},
             "status": {"failed": 1, "conditions": [{"type": "Failed", "status": "True", "reason": "{{{reason}}}", "message": "Container main for pod shop/work-1 failed with exit code 42 matching FailJob rule at index 0", "lastTransitionTime": "2026-11-21T11:00:11Z"}]} }
            """
        );
        var controls = new Edge(
            StateOperation.Upsert,
            Start,
            "prod",
            EdgeType.Controls,
            new ObjectReference("Job", "work", "shop"),
            new ObjectReference("Pod", "work-1", "shop")
        );
        var first = Replay
            .Run([controls, pod, job])
            .OfType(GraphSchema.PotentialCause)
            .MinBy(link => link["rank"].AsInteger)!;
        Assert.Equal(
            (cause, "Job", "work"),
            (first["cause"].AsString, first["object_kind"].AsString, first["object_name"].AsString)
        );
    }
}
