using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Rules.Changes;

public sealed class ConfirmedChangeTests
{
    private const string Crash =
        """, "containerStatuses": [{"name": "main", "restartCount": 2, "state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": {"terminated": {"exitCode": 1, "reason": "Error"}}}]""";

    [Theory]
    [InlineData(
        "level=error msg=\"Error loading config (--config.file=/etc/conf/rules.yml)\" err=\"parsing YAML file rules.yml: yaml: line 14: did not find expected key\""
    )]
    [InlineData("[emerg] 1#1: unknown directive \"proxy_pas\" in /etc/conf/rules.yml:12")]
    [InlineData("panic: failed to unmarshal /etc/conf/rules.yml: invalid character '}'")]
    public void Process_ReaderThatCannotParseAChangedConfigMap_BlamesTheConfigMap(string line)
    {
        var scene = Mounted().See(0, Map("b"));
        scene.Pod("reader", "n-1", 60, ready: false, status: Crash, suffix: "1");
        scene.Edge(EdgeType.Mounts, "Pod", "reader-1", "team", "ConfigMap", "settings", "team", 60);
        scene.Log(61, "reader-1", line, Severity.Critical).Log(75, "reader-1", line, Severity.Critical);
        Assert.Equal("ConfigMap settings: configuration_changed", scene.First());
        Assert.Equal(scene.First(), scene.First(scene.Records.Count - 1));
    }

    [Fact]
    public void Process_ReaderThatFailsForAnotherReason_DoesNotBlameTheConfigMap()
    {
        var scene = Mounted().See(0, Map("b"));
        scene.Pod("reader", "n-1", 60, ready: false, status: Crash, suffix: "1");
        scene.Edge(EdgeType.Mounts, "Pod", "reader-1", "team", "ConfigMap", "settings", "team", 60);
        scene.Log(61, "reader-1", "panic: nil map", Severity.Critical);
        Assert.DoesNotContain("ConfigMap", scene.First(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FATAL: database files are incompatible with server")]
    [InlineData("[ERROR] [MY-014060] Invalid MySQL server upgrade: Cannot upgrade from 50744 to 90000")]
    [InlineData("UPGRADE PROBLEM: Found an invalid featureCompatibilityVersion document")]
    [InlineData("Can't handle RDB format version 11")]
    [InlineData("cannot upgrade a node from version [6.8.0] directly to version [8.1.0]")]
    public void Process_ReleaseThatDoesNotTakeItsData_BlamesTheRelease(string line)
    {
        var scene = new Scene().Node("n-1").Pod("store", "n-1", kind: "StatefulSet");
        scene.Pod(
            "store",
            "n-1",
            5,
            ready: false,
            kind: "StatefulSet",
            spec: """ "containers": [{"name": "main", "image": "registry.example/app:2"}] """,
            status: Crash
        );
        scene.Log(6, "store-0", line, Severity.Critical);
        Assert.Equal("StatefulSet store: rollout", scene.First());
    }

    private static Scene Mounted() =>
        new Scene()
            .Node("n-1")
            .See(-1000, Map("a"))
            .Pod("reader", "n-1")
            .Edge(EdgeType.Mounts, "Pod", "reader-0", "team", "ConfigMap", "settings", "team");

    private static string Map(string hash) =>
        $$"""{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"namespace": "team", "name": "settings", "uid": "settings"}, "data": {"rules.yml": "{{hash}}"} }""";
}
