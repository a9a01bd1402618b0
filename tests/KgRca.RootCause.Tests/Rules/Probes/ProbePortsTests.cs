using KgRca.Contracts.Records;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Probes;

public sealed class ProbePortsTests
{
    [Theory]
    [InlineData("""{"httpGet": {"path": "/healthz", "port": 8080}}""")]
    [InlineData("""{"httpGet": {"path": "/healthz", "port": "http"}}""")]
    [InlineData("""{"tcpSocket": {"port": 8080}}""")]
    [InlineData("""{"grpc": {"port": 8080}}""")]
    [InlineData("""{"exec": {"command": ["true"]}}""")]
    public void Inspect_ProbeAsksAPortThatIsDeclared_FindsNothing(string probe) =>
        Assert.Empty(Findings("livenessProbe", probe, """[{"name": "http", "containerPort": 8080}]"""));

    [Theory]
    [InlineData(
        "livenessProbe",
        """{"httpGet": {"port": 8081}}""",
        Causes.LivenessPort,
        "Liveness probe of container server targets port 8081, but the container listens on 8080."
    )]
    [InlineData(
        "livenessProbe",
        """{"httpGet": {"port": "web"}}""",
        Causes.LivenessPort,
        "Liveness probe of container server targets port web, but the container listens on 8080."
    )]
    [InlineData(
        "startupProbe",
        """{"grpc": {"port": 9}}""",
        Causes.LivenessPort,
        "Startup probe of container server targets port 9, but the container listens on 8080."
    )]
    [InlineData(
        "readinessProbe",
        """{"tcpSocket": {"port": 9}}""",
        Causes.ReadinessPort,
        "Readiness probe of container server targets port 9, but the container listens on 8080."
    )]
    public void Inspect_ProbeAsksAnotherPort_SaysWhich(string name, string probe, string cause, string message)
    {
        var finding = Assert.Single(Findings(name, probe, """[{"name": "http", "containerPort": 8080}]"""));
        Assert.Equal((cause, message), (finding.Cause, finding.Message));
    }

    [Fact]
    public void Inspect_WrongPort_OpensNoIncidentByItself() =>
        Assert.Equal(
            Severity.Warning,
            Assert
                .Single(Findings("livenessProbe", """{"httpGet": {"port": 1}}""", """[{"containerPort": 2}]"""))
                .Severity
        );

    [Fact]
    public void Inspect_NoPortDeclared_FindsNothing() =>
        Assert.Empty(Findings("livenessProbe", """{"httpGet": {"port": 8081}}""", "[]"));

    [Fact]
    public void Inspect_LivenessProbeGivesUpAtOnce_FindsItsTiming() =>
        Assert.Equal(
            Causes.LivenessTiming,
            Assert
                .Single(
                    Findings(
                        "livenessProbe",
                        """{"tcpSocket": {"port": 80}, "initialDelaySeconds": 1, "periodSeconds": 1, "failureThreshold": 1}""",
                        """[{"containerPort": 80}]"""
                    )
                )
                .Cause
        );

    [Fact]
    public void Inspect_LivenessProbeWithDefaultTiming_FindsNothing() =>
        Assert.Empty(Findings("livenessProbe", """{"tcpSocket": {"port": 80}}""", """[{"containerPort": 80}]"""));

    [Theory]
    [InlineData("readinessProbe", "readinessProbe", true, 5, 0)]
    [InlineData("startupProbe", "startupProbe", true, 5, 0)]
    [InlineData("livenessProbe", "livenessProbe", true, 600, 0)]
    [InlineData("livenessProbe", "readinessProbe", true, 5, 0)]
    [InlineData("livenessProbe", "livenessProbe", true, 5, 1)]
    [InlineData("readinessProbe", "readinessProbe", false, 600, 1)]
    public void Inspect_UndeclaredPort_IsNoFindingOnceAPodHasAnsweredThere(
        string probe,
        string probeOfPod,
        bool isReady,
        int runsForSeconds,
        int findings
    )
    {
        var world = new World();
        var workload = world.Add(
            $$"""
            {"kind": "Deployment", "metadata": {"namespace": "edge", "name": "router"},
             "spec": {"template": {"spec": {"containers": [{"name": "main", "ports": [{"containerPort": 53}], "{{probe}}": {"httpGet": {"port": 8181} } }]} } } }
            """
        );
        var pod = world.Add(
            $$"""
            {"kind": "Pod", "metadata": {"namespace": "edge", "name": "router-1"},
             "spec": {"containers": [{"name": "main", "{{probeOfPod}}": {"httpGet": {"port": 8181} } }]},
             "status": {"containerStatuses": [{"name": "main", "ready": {{(
                isReady ? "true" : "false"
            )}}, "state": {"running": {"startedAt": "{{World.Now.AddSeconds(-runsForSeconds):yyyy-MM-dd'T'HH:mm:ss'Z'}}"} } }]} }
            """
        );
        world.Join(EdgeType.Controls, workload, pod);
        Assert.Equal(findings, world.Inspect(workload).Count);
    }

    [Theory]
    [InlineData("8181", 1)]
    [InlineData("9999", 2)]
    public void Inspect_PortChangedByARollout_IsAFindingThoughOldPodsAnswerAtTheOldOne(string port, int declared)
    {
        var world = new World();
        var workload = world.Add(
            $$"""
            {"kind": "Deployment", "metadata": {"namespace": "edge", "name": "router"},
             "spec": {"template": {"spec": {"containers": [{"name": "main", "ports": [{"containerPort": 53}], "readinessProbe": {"httpGet": {"port": {{port}} } } }]} } } }
            """
        );
        world.Join(
            EdgeType.Controls,
            workload,
            world.Add(
                """
                {"kind": "Pod", "metadata": {"namespace": "edge", "name": "router-1"},
                 "spec": {"containers": [{"name": "main", "readinessProbe": {"httpGet": {"port": 8181} } }]},
                 "status": {"containerStatuses": [{"name": "main", "ready": true, "state": {"running": {}}}]} }
                """
            )
        );
        Assert.Equal(declared - 1, world.Inspect(workload).Count);
    }

    [Fact]
    public void Inspect_UndeclaredPortOfAWorkloadThatIsWhole_IsNoFinding() =>
        Assert.Empty(
            World.InspectAlone(
                """
                {"kind": "Deployment", "metadata": {"namespace": "edge", "name": "router"},
                 "spec": {"replicas": 2, "template": {"spec": {"containers": [{"name": "main", "ports": [{"containerPort": 53}], "readinessProbe": {"httpGet": {"port": 8181} } }]} } },
                 "status": {"readyReplicas": 2, "updatedReplicas": 2}}
                """
            )
        );

    private static List<Finding> Findings(string name, string probe, string ports) =>
        World.InspectAlone(
            $$"""
            {
              "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"namespace": "shop", "name": "web", "creationTimestamp": "2026-01-01T00:00:00Z"},
              "spec": {"template": {"spec": {"containers": [{"name": "server", "ports": {{ports}}, "{{name}}": {{probe}}}]} } }
            }
            """
        );
}
