using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Rules.Probes;

public sealed class LivenessKillsTests
{
    private const string Spec =
        """ "containers": [{"name": "main", "image": "registry.example/app:2", "livenessProbe": {"httpGet": {"path": "/up", "port": 80}, "initialDelaySeconds": 30} }] """;

    [Theory]
    [InlineData("Waiting for changelog lock.... Could not acquire change log lock. Currently locked by app-1")]
    [InlineData("error: Dirty database version 14. Fix and force version.")]
    [InlineData("FATAL: lock file \"postmaster.pid\" already exists")]
    public void Process_KillThatLeftALock_BlamesTheProbe(string line)
    {
        // The image is new: the release brought the migration.
        var scene = Killed().Log(90, "app-0", line);
        Assert.Equal("Deployment app: liveness_probe_incorrect_timing", scene.First());
    }

    [Fact]
    public void Process_LockThatIsWaitedForInAnInfoLine_BlamesTheProbe()
    {
        var scene = Killed().Log(90, "app-0", "liquibase.lockservice: Waiting for changelog lock....", Severity.Info);
        scene.Event(120, "Unhealthy", "Liveness probe failed: connection refused", "Pod", "app-0", count: 3);
        Assert.Equal("Deployment app: liveness_probe_incorrect_timing", scene.First());
    }

    [Fact]
    public void Process_KillAfterAnError_DoesNotBlameTheProbe()
    {
        var scene = new Scene().Node("n-1").Pod("app", "n-1", 0, ready: false, spec: Spec);
        scene.Log(10, "app-0", "panic: cannot read key", Severity.Critical);
        scene.Event(
            62,
            "Killing",
            "Container main failed liveness probe, will be restarted",
            "Pod",
            "app-0",
            severity: Severity.Info
        );
        scene.Log(90, "app-0", "could not lock the file");
        Assert.DoesNotContain("liveness", scene.First(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(143)]
    [InlineData(137)]
    public void Process_EveryStartIsKilledBySignal_BlamesTheProbe(int exitCode)
    {
        var scene = Killed().Log(65, "app-0", "Shutdown requested before start was complete", Severity.Info);
        Assert.Equal("Deployment app: liveness_probe_incorrect_timing", KilledAgain(scene, exitCode).First());
    }

    [Fact]
    public void Process_KillsOfAProcessThatAnswersNotFound_AreNoSlowStart()
    {
        var scene = Killed();
        scene.Event(58, "Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 404", "Pod", "app-0");
        Assert.DoesNotContain("incorrect_timing", KilledAgain(scene, 137).First(), StringComparison.Ordinal);
    }

    private static Scene KilledAgain(Scene scene, int exitCode) =>
        scene
            .Event(
                124,
                "Killing",
                "Container main failed liveness probe, will be restarted",
                "Pod",
                "app-0",
                severity: Severity.Info
            )
            .Pod(
                "app",
                "n-1",
                127,
                ready: false,
                spec: Spec,
                status: $$"""
                , "containerStatuses": [{"name": "main", "ready": false, "restartCount": 2, "state": {"running": {} },
                   "lastState": {"terminated": {"exitCode": {{exitCode}}, "reason": "Error"} } }]
                """
            )
            .Event(130, "BackOff", "Back-off restarting failed container main", "Pod", "app-0", count: 3);

    private static Scene Killed() =>
        new Scene()
            .Node("n-1")
            .Pod("app", "n-1")
            .Gone(-1, "Pod", "app-0")
            .Pod("app", "n-1", 0, ready: false, spec: Spec)
            .Event(60, "Unhealthy", "Liveness probe failed: connection refused", "Pod", "app-0", count: 3)
            .Event(
                62,
                "Killing",
                "Container main failed liveness probe, will be restarted",
                "Pod",
                "app-0",
                severity: Severity.Info
            );
}
