using KgRca.RootCause.Tests.Scenarios;

namespace KgRca.RootCause.Tests.Rules.Databases;

/// <summary>Statements that wait for a lock, and the Job that began before they did.</summary>
public sealed class LockHoldersTests
{
    [Theory]
    [InlineData("psycopg.errors.LockNotAvailable: canceling statement due to lock timeout")]
    [InlineData("(1205, 'Lock wait timeout exceeded; try restarting transaction')")]
    [InlineData("org.springframework.dao.CannotAcquireLockException: could not execute statement")]
    [InlineData("Lock request time out period exceeded. Error: 1222")]
    [InlineData("ORA-00054: resource busy and acquire with NOWAIT specified")]
    [InlineData("ERROR:  canceling statement due to statement timeout")]
    public void Process_JobBeganBefore_JobIsFirst(string line)
    {
        var scene = Job(Shop(), -40, "backfill").Calling("Job", "backfill", "db");
        Assert.Equal("Job backfill: database_lock_wait", scene.Lasting(0, "web-0", line).First());
    }

    [Fact]
    public void Process_JobWhoseAddressIsNotKnown_IsFirstWithinTheNamespace() =>
        Assert.Equal(
            "Job backfill: database_lock_wait",
            Job(Shop(), -40, "backfill").Lasting(0, "web-0", "Lock wait timeout exceeded; try again").First()
        );

    [Fact]
    public void Process_JobOfAnotherServer_IsNotNamed()
    {
        var scene = Job(Shop().Serving("other-db"), -40, "report").Calling("Job", "report", "other-db");
        scene.Lasting(0, "web-0", "could not obtain lock on row in relation \"orders\"");
        Assert.DoesNotContain("Job", scene.First() ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Process_JobOfLongBefore_IsNotNamed()
    {
        var scene = Job(Shop(), -950, "backfill");
        scene.Lasting(0, "web-0", "could not obtain lock on row in relation \"orders\"");
        Assert.DoesNotContain("Job", scene.First() ?? "", StringComparison.Ordinal);
    }

    private static Scene Shop() =>
        new Scene().Node("n-1").Serving("web").Serving("db", "StatefulSet").Calling("web", "db");

    private static Scene Job(Scene scene, double second, string name) =>
        scene.See(
            second,
            $$"""
            {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"namespace": "team", "name": "{{name}}", "uid": "{{name}}", "creationTimestamp": "{{Scene.Start.AddSeconds(
                second
            ):yyyy-MM-ddTHH:mm:ssZ}}"},
             "spec": {"template": {"spec": {"containers": [{"name": "main", "image": "tools:1"}]} } }, "status": {"active": 1} }
            """
        );
}
