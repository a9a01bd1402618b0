using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Rules.Containers;

public sealed class DeniedAccessTests
{
    [Theory]
    [InlineData(
        "\"readOnlyRootFilesystem\": true",
        "open /tmp/cache.db: read-only file system",
        "security_context_conflict"
    )]
    [InlineData(
        "\"readOnlyRootFilesystem\": true",
        "java.io.FileNotFoundException: /opt/app/gc.log (Read-only file system)",
        "security_context_conflict"
    )]
    [InlineData(
        "\"runAsUser\": 1001",
        "PermissionError: [Errno 13] Permission denied: '/app/logs/run.log'",
        "security_context_conflict"
    )]
    [InlineData(
        "\"runAsNonRoot\": true",
        "bind() to 0.0.0.0:80 failed (13: Permission denied)",
        "security_context_conflict"
    )]
    [InlineData(
        "\"capabilities\": {\"drop\": [\"ALL\"]}",
        "chown: /var/run/app: Operation not permitted",
        "security_context_conflict"
    )]
    [InlineData("\"runAsUser\": 1001", "open /data/index: permission denied", "volume_mount_permission_denied")]
    public void Process_ProcessThatMayNotDoWhatItDoes_NamesSecurityContextOrVolume(
        string context,
        string line,
        string cause
    )
    {
        foreach (var isLogFirst in (bool[])[true, false])
        {
            var scene = new Scene().Node("n-1");
            if (isLogFirst)
                scene.Log(0, "web-0", line, Severity.Critical);
            scene.Pod(
                "web",
                "n-1",
                1,
                ready: false,
                spec: $$""" "containers": [{"name": "main", "image": "registry.example/web:1", "securityContext": { {{context}} }, "volumeMounts": [{"name": "data", "mountPath": "/data"}]}] """
            );
            if (!isLogFirst)
                scene.Log(2, "web-0", line, Severity.Critical);
            Assert.Equal($"Deployment web: {cause}", scene.First());
        }
    }
}
