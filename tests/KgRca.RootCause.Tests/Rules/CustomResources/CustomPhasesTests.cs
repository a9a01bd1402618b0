using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Rules.CustomResources;

public sealed class CustomPhasesTests
{
    [Theory]
    [InlineData("""{"phase": "Failed", "message": "backup repository is unreachable"}""")]
    [InlineData("""{"LedgerClusterStatus": "CreateFailed"}""")]
    [InlineData(
        """{"conditions": [{"type": "Ready", "status": "Unknown", "reason": "ReconcileError", "message": "cannot reach the store"}]}"""
    )]
    public void Process_ResourceWhoseStatusSaysThatItFailed_NamesIt(string status)
    {
        var scene = Ledger(status);
        Assert.Equal("Ledger main: custom_resource_not_ready", scene.First());
    }

    [Theory]
    [InlineData("""{"phase": "Provisioning"}""")]
    [InlineData("""{"conditions": [{"type": "Ready", "status": "Unknown", "reason": "Initializing"}]}""")]
    public void Process_ResourceThatIsInProgress_OpensNoIncident(string status) => Assert.Null(Ledger(status).First());

    [Fact]
    public void Process_OperatorThatFailsItself_IsBlamedForItsResources()
    {
        var scene = new Scene().Node("n-1").Pod("acme-operator", "n-1");
        scene.Log(
            -10,
            "acme-operator-0",
            "ledgers.acme.example is forbidden: User \"system:serviceaccount:team:acme\" cannot update resource"
        );
        See(scene, """{"phase": "Failed"}""");
        Assert.Equal("Deployment acme-operator: rbac_forbidden", scene.First());
    }

    [Theory]
    [InlineData(
        "HelmRelease",
        """{"conditions": [{"type": "Ready", "status": "False", "reason": "UpgradeFailed", "message": "Helm upgrade failed: pre-upgrade hooks failed: job failed: BackoffLimitExceeded"}]}"""
    )]
    [InlineData(
        "Application",
        """{"operationState": {"phase": "Failed", "message": "one or more synchronization tasks completed unsuccessfully, reason: Job has reached the specified backoff limit", "finishedAt": "2026-05-04T03:00:10Z"}}"""
    )]
    public void Process_ReleaseWhoseHookJobFails_IsNotBlamedItself(string kind, string status)
    {
        var scene = new Scene().Node("n-1");
        scene.See(
            0,
            """
            {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"namespace": "team", "name": "migrate", "uid": "migrate", "annotations": {"helm.sh/hook": "pre-upgrade"} }, "spec": {},
             "status": {"failed": 1, "conditions": [{"type": "Failed", "status": "True", "reason": "DeadlineExceeded", "message": "Job was active longer than specified deadline", "lastTransitionTime": "2026-05-04T03:00:00Z"}]} }
            """
        );
        scene.See(
            10,
            $$"""
            {"apiVersion": "deploy.example/v1", "kind": "{{kind}}", "metadata": {"namespace": "team", "name": "shop", "uid": "shop", "creationTimestamp": "2026-01-01T00:00:00Z"}, "spec": {}, "status": {{status}} }
            """
        );
        scene.Event(300, "Pulled", "an image", "Pod", "bystander-0", severity: Severity.Info);
        Assert.Equal("Job migrate: job_deadline_exceeded", scene.First());
    }

    private static Scene Ledger(string status) => See(new Scene(), status);

    private static Scene See(Scene scene, string status) =>
        See(See(scene, -900, "{}"), 0, status)
            .Event(300, "Pulled", "an image", "Pod", "bystander-0", severity: Severity.Info);

    private static Scene See(Scene scene, double second, string status) =>
        scene.See(
            second,
            $$"""
            {"apiVersion": "acme.example/v1", "kind": "Ledger", "metadata": {"namespace": "team", "name": "main", "uid": "main", "creationTimestamp": "2026-01-01T00:00:00Z"}, "spec": {}, "status": {{status}} }
            """
        );
}
