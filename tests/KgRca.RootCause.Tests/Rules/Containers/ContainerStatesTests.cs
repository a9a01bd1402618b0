using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Containers;

public sealed class ContainerStatesTests
{
    private const string Running = """{"running": {"startedAt": "2026-02-01T00:00:00Z"}}""";

    [Fact]
    public void Inspect_RunningContainer_FindsNothing() => Assert.Empty(Findings(Running));

    [Theory]
    [InlineData("ContainerCreating")]
    [InlineData("PodInitializing")]
    public void Inspect_ContainerThatIsBeingMade_FindsNothing(string reason) =>
        Assert.Empty(Findings(Waiting(reason, "")));

    [Fact]
    public void Inspect_OutOfMemory_NamesContainerAndLimit()
    {
        var finding = Assert.Single(
            Findings(
                """{"terminated": {"reason": "OOMKilled", "exitCode": 137, "finishedAt": "2026-03-01T11:59:00Z"}}"""
            )
        );
        Assert.Equal(
            (Causes.OomKilled, CauseRole.Origin, Severity.Error),
            (finding.Cause, finding.Role, finding.Severity)
        );
        Assert.Contains("server", finding.Message, StringComparison.Ordinal);
        Assert.Contains("256Mi", finding.Message, StringComparison.Ordinal);
        Assert.Equal(World.Now.AddMinutes(-1), finding.Onset);
    }

    [Fact]
    public void Inspect_CrashLoopAfterOutOfMemory_FindsBothSymptomAndOrigin()
    {
        var findings = Findings(
            Waiting("CrashLoopBackOff", "back-off 40s restarting failed container=server"),
            """{"terminated": {"reason": "OOMKilled", "exitCode": 137, "finishedAt": "2026-02-10T00:00:00Z"}}"""
        );
        Assert.Equal(
            [(Causes.ContainerCrash, CauseRole.Symptom), (Causes.OomKilled, CauseRole.Origin)],
            findings.Select(finding => (finding.Cause, finding.Role)).Order()
        );
    }

    [Fact]
    public void Inspect_RunsAgainAfterRecentOutOfMemory_StillTells() =>
        Assert.Equal(
            Causes.OomKilled,
            Assert
                .Single(
                    Findings(
                        Running,
                        """{"terminated": {"reason": "OOMKilled", "exitCode": 137, "finishedAt": "2026-03-01T11:58:00Z"}}"""
                    )
                )
                .Cause
        );

    [Fact]
    public void Inspect_RunsWellSinceOutOfMemoryLastMonth_FindsNothing() =>
        Assert.Empty(
            Findings(
                Running,
                """{"terminated": {"reason": "OOMKilled", "exitCode": 137, "finishedAt": "2026-02-01T00:00:00Z"}}"""
            )
        );

    [Fact]
    public void Inspect_RunsWellSinceCrash_FindsNothing() =>
        Assert.Empty(
            Findings(
                Running,
                """{"terminated": {"reason": "Error", "exitCode": 1, "finishedAt": "2026-03-01T11:58:00Z"}}"""
            )
        );

    [Theory]
    [InlineData(
        "PostStartHookError",
        "command 'sh -c /opt/register.sh' exited with 7: registry is full",
        Causes.LifecycleHook
    )]
    [InlineData(
        "ErrImagePull",
        "failed to resolve reference \\\"r.example/web:9\\\": r.example/web:9: not found",
        Causes.IncorrectImage
    )]
    [InlineData(
        "ImagePullBackOff",
        "Back-off pulling image \\\"r.example/web:9\\\": ErrImagePull: r.example/web:9: not found",
        Causes.IncorrectImage
    )]
    [InlineData("ErrImagePull", "dial tcp: lookup r.exmaple on 10.96.0.10:53: no such host", Causes.RegistryDns)]
    [InlineData("ErrImagePull", "failed to authorize: 401 Unauthorized", Causes.MissingPullSecret)]
    [InlineData("ErrImagePull", "dial tcp 10.0.0.9:443: i/o timeout", Causes.RegistryUnreachable)]
    [InlineData("ErrImagePull", "toomanyrequests: You have reached your pull rate limit", Causes.RegistryRateLimited)]
    [InlineData(
        "InvalidImageName",
        "Failed to apply default image tag \\\"WEB:9\\\": couldn't parse image name",
        Causes.IncorrectImage
    )]
    [InlineData("CreateContainerConfigError", "configmap \\\"settings\\\" not found", Causes.MissingConfigMap)]
    [InlineData("CreateContainerConfigError", "secret \\\"database\\\" not found", Causes.MissingSecret)]
    [InlineData(
        "CreateContainerConfigError",
        "couldn't find key url in ConfigMap shop/settings",
        Causes.MissingConfigKey
    )]
    [InlineData(
        "CreateContainerConfigError",
        "container has runAsNonRoot and image will run as root",
        Causes.SecurityContext
    )]
    [InlineData(
        "RunContainerError",
        "unable to start container process: exec: \\\"/srv\\\": stat /srv: no such file or directory: unknown",
        Causes.InvalidCommand
    )]
    [InlineData(
        "RunContainerError",
        "unable to start container process: exec: \\\"/srv\\\": permission denied: unknown",
        Causes.InvalidCommand
    )]
    [InlineData(
        "CreateContainerConfigError",
        "failed to prepare subPath for volumeMount \\\"data\\\" of container \\\"server\\\"",
        Causes.VolumeMount
    )]
    [InlineData(
        "ErrImageNeverPull",
        "Container image \\\"r.example/web:9\\\" is not present with pull policy of Never",
        Causes.IncorrectImage
    )]
    [InlineData(
        "ImageInspectError",
        "Failed to inspect image \\\"r.example/web:9\\\": rpc error: code = Unknown desc = layer not known",
        Causes.Containerd
    )]
    [InlineData(
        "CreateContainerError",
        "failed to reserve container name \\\"server_web-1_shop_1_0\\\": name \\\"server_web-1_shop_1_0\\\" is reserved for \\\"2f\\\"",
        Causes.Containerd
    )]
    [InlineData(
        "RegistryUnavailable",
        "image pull failed for r.example/web:9 because the registry is unavailable",
        Causes.RegistryUnreachable
    )]
    [InlineData(
        "RegistryUnavailable",
        "image pull failed for r.example/web:9 because the registry is unavailable: lookup r.example: no such host",
        Causes.RegistryDns
    )]
    [InlineData(
        "SignatureValidationFailed",
        "image pull failed for r.example/web:9 because the signature validation failed",
        Causes.ImageSignature
    )]
    [InlineData(
        "ImagePullBackOff",
        "Back-off pulling image \\\"r.example/web:9\\\": SignatureValidationFailed: image pull failed for r.example/web:9 because the signature validation failed: denied by policy",
        Causes.ImageSignature
    )]
    public void Inspect_WaitingContainer_IsReadByItsMessage(string reason, string message, string cause)
    {
        var finding = Assert.Single(Findings(Waiting(reason, message)));
        Assert.Equal((cause, CauseRole.Origin, reason), (finding.Cause, finding.Role, finding.Reason));
    }

    [Theory]
    [InlineData(126, Causes.InvalidCommand, CauseRole.Origin)]
    [InlineData(127, Causes.InvalidCommand, CauseRole.Origin)]
    [InlineData(1, Causes.ContainerCrash, CauseRole.Symptom)]
    [InlineData(134, Causes.ApplicationError, CauseRole.Symptom)]
    [InlineData(139, Causes.ApplicationError, CauseRole.Symptom)]
    [InlineData(255, Causes.ContainerCrash, CauseRole.Symptom)]
    internal void Inspect_FailedContainer_IsReadByItsExitCode(int exitCode, string cause, CauseRole role)
    {
        var finding = Assert.Single(
            Findings(
                $$$"""{"terminated": {"reason": "Error", "exitCode": {{{exitCode}}}, "finishedAt": "2026-03-01T11:59:00Z"}}"""
            )
        );
        Assert.Equal((cause, role), (finding.Cause, finding.Role));
        Assert.Contains($"exited with code {exitCode}", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(127, Causes.InvalidCommand)]
    [InlineData(139, Causes.ApplicationError)]
    [InlineData(1, Causes.ContainerCrash)]
    public void Inspect_CrashLoop_IsReadByTheLastExitCode(int exitCode, string cause) =>
        Assert.Equal(
            cause,
            Assert
                .Single(
                    Findings(
                        Waiting("CrashLoopBackOff", ""),
                        $$$"""{"terminated": {"reason": "Error", "exitCode": {{{exitCode}}}, "finishedAt": "2026-03-01T11:59:00Z"}}"""
                    )
                )
                .Cause
        );

    [Theory]
    [InlineData(
        "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \\\"srv\\\": executable file not found in $PATH: unknown",
        Causes.InvalidCommand
    )]
    [InlineData("container init was OOM-killed (memory limit too low?)", Causes.OomKilled)]
    [InlineData("nobody knows", Causes.ContainerCrash)]
    public void Inspect_ContainerThatCouldNotBeStarted_IsReadByTheRuntimesMessage(string message, string cause) =>
        Assert.Contains(
            cause,
            Findings(
                    Waiting("CrashLoopBackOff", ""),
                    $$$"""{"terminated": {"reason": "StartError", "exitCode": 128, "message": "{{{message}}}"} }"""
                )
                .Select(finding => finding.Cause)
        );

    [Theory]
    [InlineData(255, "Unknown")]
    [InlineData(137, "ContainerStatusUnknown")]
    public void Inspect_ContainerThatItsNodeHasLost_BlamesTheNode(int exitCode, string reason)
    {
        var finding = Assert.Single(
            Findings(
                Waiting("ContainerCreating", ""),
                $$$"""{"terminated": {"reason": "{{{reason}}}", "exitCode": {{{exitCode}}} } }"""
            )
        );
        Assert.Equal((Causes.NodeRebooted, CauseRole.Origin), (finding.Cause, finding.Role));
    }

    [Fact]
    public void Inspect_ContainerThatRunsAgainSinceItsNodeLostIt_FindsNothing() =>
        Assert.Empty(Findings(Running, """{"terminated": {"reason": "Unknown", "exitCode": 255}}"""));

    [Theory]
    [InlineData(2, "", true)]
    [InlineData(1, "", false)]
    [InlineData(2, "\"lifecycle\": {\"postStart\": {\"exec\": {\"command\": [\"a\"]}}},", false)]
    [InlineData(2, "\"livenessProbe\": {\"tcpSocket\": {\"port\": 80}},", true)]
    [InlineData(2, "\"livenessProbe\": {\"tcpSocket\": {\"port\": 80}, \"periodSeconds\": 2},", false)]
    [InlineData(2, "\"startupProbe\": {\"tcpSocket\": {\"port\": 80}, \"failureThreshold\": 1},", false)]
    public void Inspect_ContainerThatEndsWithoutAnError_IsWrongWhereItDoesSoAgainAndAgainByItself(
        int restarts,
        string spec,
        bool isWrong
    )
    {
        var finding = Assert.Single(
            Findings(
                Waiting("CrashLoopBackOff", ""),
                """{"terminated": {"reason": "Completed", "exitCode": 0, "startedAt": "2026-03-01T11:58:55Z", "finishedAt": "2026-03-01T11:59:00Z"}}""",
                spec: spec,
                restarts: restarts
            )
        );
        Assert.Equal(
            isWrong ? (Causes.InvalidCommand, "Completed") : (Causes.ContainerCrash, "CrashLoopBackOff"),
            (finding.Cause, finding.Reason)
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(143)]
    public void Inspect_ContainerThatWasStopped_FindsNothing(int exitCode) =>
        Assert.Empty(Findings($$$"""{"terminated": {"reason": "Completed", "exitCode": {{{exitCode}}}}}"""));

    [Fact]
    public void Inspect_KilledWhilePodIsDeleted_FindsNothing() =>
        Assert.Empty(
            Findings(
                """{"terminated": {"reason": "Error", "exitCode": 137}}""",
                metadata: """ "deletionTimestamp": "2026-03-01T11:59:30Z","""
            )
        );

    [Fact]
    public void Inspect_InitContainerFails_FindsIt() =>
        Assert.Equal(
            Causes.ContainerCrash,
            Assert.Single(Findings(Waiting("CrashLoopBackOff", ""), list: "initContainerStatuses")).Cause
        );

    private static string Waiting(string reason, string message) =>
        $$$"""{"waiting": {"reason": "{{{reason}}}", "message": "{{{message}}}"}}""";

    private static List<Finding> Findings(
        string state,
        string lastState = "{}",
        string list = "containerStatuses",
        string metadata = "",
        string spec = "",
        int restarts = 4
    ) =>
        World.InspectAlone(
            $$"""
            {
              "apiVersion": "v1", "kind": "Pod", "metadata": {{{metadata}} "namespace": "shop", "name": "web-1", "creationTimestamp": "2026-01-01T00:00:00Z"},
              "spec": {"containers": [{"name": "server", "image": "r.example/web:9", {{spec}} "resources": {"limits": {"memory": "256Mi"} } }]},
              "status": {"phase": "Running", "{{list}}": [{"name": "server", "restartCount": {{restarts}}, "state": {{state}}, "lastState": {{lastState}}}]}
            }
            """
        );
}
