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
        "Liveness probe of container server asks port 8081, but the container listens on 8080."
    )]
    [InlineData(
        "livenessProbe",
        """{"httpGet": {"port": "web"}}""",
        Causes.LivenessPort,
        "Liveness probe of container server asks port web, but the container listens on 8080."
    )]
    [InlineData(
        "startupProbe",
        """{"grpc": {"port": 9}}""",
        Causes.LivenessPort,
        "Startup probe of container server asks port 9, but the container listens on 8080."
    )]
    [InlineData(
        "readinessProbe",
        """{"tcpSocket": {"port": 9}}""",
        Causes.ReadinessPort,
        "Readiness probe of container server asks port 9, but the container listens on 8080."
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
