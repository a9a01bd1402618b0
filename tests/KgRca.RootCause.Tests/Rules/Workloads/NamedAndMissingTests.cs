using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Rules.Workloads;

public sealed class NamedAndMissingTests
{
    [Theory]
    [InlineData("until nslookup ledger; do echo waiting; sleep 2; done")]
    [InlineData("while ! nc -z ledger 5432; do sleep 1; done")]
    [InlineData("until pg_isready -h ledger -p 5432; do sleep 2; done")]
    public void Process_InitContainerThatWaitsForNoService_NamesIt(string script)
    {
        var scene = Waiting(script).Event(70, "Pulled", "an image", "Pod", "bystander-0", severity: Severity.Info);
        Assert.Equal("Deployment app: service_env_var_address_mismatch", scene.First());
    }

    [Fact]
    public void Process_ServiceThatComesAMomentLater_OpensNoIncident()
    {
        var scene = Waiting("until nslookup ledger; do sleep 2; done")
            .See(
                10,
                """{"apiVersion": "v1", "kind": "Service", "metadata": {"namespace": "team", "name": "ledger", "uid": "ledger"}, "spec": {"clusterIP": "10.96.0.9"} }"""
            )
            .Event(200, "Pulled", "an image", "Pod", "bystander-0", severity: Severity.Info);
        Assert.DoesNotContain(
            Replay.Run(scene.Records).OfLabel(GraphSchema.Incident),
            incident => incident["title"].AsString?.Contains("address", StringComparison.OrdinalIgnoreCase) == true
        );
    }

    [Fact]
    public void Process_LongScriptOfUnfinishedWaits_IsReadWithoutException()
    {
        var script = string.Concat(Enumerable.Repeat("pg_isready -", 65_536 / "pg_isready -".Length));
        Assert.Null(Record.Exception(() => Replay.Run(Waiting(script).Records)));
    }

    [Fact]
    public void Process_TemplateThatNamesNoNode_NamesTheWorkload()
    {
        var scene = new Scene()
            .Node("n-1")
            .Pod("app", "n-1")
            .Pod(
                "app",
                "n-l",
                0,
                ready: false,
                spec: """ "nodeName": "n-l", "containers": [{"name": "main", "image": "registry.example/app:1"}] """
            )
            .Event(130, "Pulled", "an image", "Pod", "bystander-0", severity: Severity.Info);
        Assert.Equal("Deployment app: node_name_missing", scene.First());
    }

    [Fact]
    public void Process_JobWhosePodsAreGone_KeepsTheirLastWords()
    {
        var scene = new Scene()
            .Node("n-1")
            .Pod("import", "n-1", -60, ready: false, kind: "Job")
            .Log(-20, "import-0", "pq: password authentication failed for user \"loader\"", Severity.Critical)
            .Gone(-5, "Pod", "import-0")
            .See(
                0,
                """{"apiVersion": "batch/v1", "kind": "Job", "metadata": {"namespace": "team", "name": "import", "uid": "import"}, "spec": {"backoffLimit": 1}, "status": {"failed": 2, "conditions": [{"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded", "message": "Job has reached the specified backoff limit", "lastTransitionTime": "2026-05-04T03:00:00Z"}]} }"""
            )
            .Event(0, "BackoffLimitExceeded", "Job has reached the specified backoff limit", "Job", "import");
        Assert.Equal("Job import: mysql_invalid_credentials", scene.First());
    }

    [Theory]
    [InlineData("mesh-init", "")]
    [InlineData("cloudsql-proxy", """, {"name": "cloudsql-proxy", "image": "registry.example/cloudsql-proxy:2"}""")]
    public void Process_SidecarThatKeepsAJobWhileRunsAreSkipped_NamesTheCronJob(string sidecar, string more)
    {
        var scene = new Scene()
            .Node("n-1")
            .See(
                -900,
                """{"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"namespace": "team", "name": "nightly", "uid": "nightly"}, "spec": {"schedule": "*/5 * * * *", "concurrencyPolicy": "Forbid"}, "status": {"active": [{"name": "nightly-1"}], "lastScheduleTime": "2026-05-04T02:45:00Z"} }"""
            )
            .See(
                -900,
                $$"""{"apiVersion": "batch/v1", "kind": "Job", "metadata": {"namespace": "team", "name": "nightly-1", "uid": "nightly-1"}, "spec": {"template": {"spec": {"containers": [{"name": "work", "image": "registry.example/work:1"}{{more}}]} } }, "status": {"active": 1} }"""
            )
            .See(
                -600,
                $$"""{"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "team", "name": "nightly-1-x", "uid": "nightly-1-x", "ownerReferences": [{"kind": "Job", "name": "nightly-1", "controller": true}]}, "spec": {"nodeName": "n-1"}, "status": {"phase": "Running", "containerStatuses": [{"name": "work", "state": {"terminated": {"exitCode": 0, "finishedAt": "2026-05-04T02:50:00Z"} } }, {"name": "{{sidecar}}", "state": {"running": {} } }]} }"""
            )
            .Event(
                0,
                "JobAlreadyActive",
                "Not starting job because prior execution is running and concurrency policy is Forbid",
                "CronJob",
                "nightly",
                severity: Severity.Info
            );
        Assert.Equal("CronJob nightly: cron_job_missed_schedule", scene.First());
        Assert.Contains(
            Replay.Run(scene.Records).OfLabel(GraphSchema.Episodic),
            finding => finding["message"].AsString?.Contains($"sidecar {sidecar}", StringComparison.Ordinal) == true
        );
    }

    private static Scene Waiting(string script) =>
        new Scene()
            .Node("n-1")
            .See(
                -1000,
                """{"apiVersion": "v1", "kind": "Service", "metadata": {"namespace": "team", "name": "other", "uid": "other"}, "spec": {"clusterIP": "10.96.0.8"} }"""
            )
            .Pod(
                "app",
                "n-1",
                0,
                ready: false,
                spec: $$""" "initContainers": [{"name": "wait", "image": "busybox", "command": ["sh", "-c", "{{script}}"]}], "containers": [{"name": "main", "image": "registry.example/app:1"}] """,
                status: """, "initContainerStatuses": [{"name": "wait", "state": {"running": {"startedAt": "2026-05-04T03:00:00Z"} } }]"""
            );
}
