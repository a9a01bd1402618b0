using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Incidents;

/// <summary>Several victims of one thing are one incident; those of another are not.</summary>
public sealed class SharedTroubleTests
{
    private const string Disk =
        "failed to provision volume with StorageClass \"fast\": rpc error: code = Internal desc = cloud refused to create the disk in this region";

    [Theory]
    [InlineData("registry.example", 1)]
    [InlineData("mirror.example", 2)]
    public void Process_ImagesThatCannotBePulled_AreOneIncidentARegistry(string other, int incidents) =>
        Assert.Equal(
            incidents,
            Count(
                Waiting("api", "n-1")
                    .Node("n-2")
                    .Pod("web", "n-2", -1, ready: false, spec: Spec(other), status: State)
                    .Event(0, "Failed", Unreachable("registry.example"), "Pod", "api-0", severity: Severity.Error)
                    .Event(5, "Failed", Unreachable(other), "Pod", "web-0", severity: Severity.Error)
                    .Event(90, "Pulled", "an image", "Pod", "bystander-0", severity: Severity.Info)
            )
        );

    [Theory]
    [InlineData("team", 1)]
    [InlineData("other", 2)]
    public void Process_WorkloadsThatAQuotaRefuses_AreOneIncidentANamespace(string other, int incidents)
    {
        var scene = new Scene();
        foreach (var (name, space) in ((string, string)[])[("db", "team"), ("queue", other)])
            scene.Event(
                0,
                "FailedCreate",
                $"pods \"{name}-0\" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=4, limited: pods=4",
                "StatefulSet",
                name,
                space
            );
        Assert.Equal(incidents, Count(scene));
    }

    [Theory]
    [InlineData(Disk, 1)]
    [InlineData("could not renew the token of the cloud within the time that it gives", 2)]
    public void Process_LineOfAController_JoinsTheIncidentThatItQuotes(string line, int incidents) =>
        Assert.Equal(
            incidents,
            Count(
                new Scene()
                    .Node("n-1")
                    .Pod("csi", "n-1", @namespace: "storage")
                    .Event(0, "ProvisioningFailed", Disk, "PersistentVolumeClaim", "data", severity: Severity.Error)
                    .Log(3, "csi-0", $"error syncing claim: {line}", Severity.Critical, "storage")
            )
        );

    [Theory]
    [InlineData("payments.example", 1)]
    [InlineData("ledger.example", 2)]
    public void Process_CallersOfOneServer_AreOneIncidentWhereTheySayTheSameOfIt(string other, int incidents) =>
        Assert.Equal(
            incidents,
            Count(
                Callers()
                    .Log(0, "api-0", Expired("payments.example"), Severity.Critical)
                    .Log(4, "web-0", Expired(other), Severity.Critical)
            )
        );

    [Fact]
    public void Process_NamesThatAreNotResolved_AreOneIncidentOfTheDns() =>
        Assert.Equal(
            1,
            Count(
                Callers()
                    .Log(0, "api-0", "lookup ledger on 10.96.0.10:53: server misbehaving", Severity.Critical)
                    .Log(4, "web-0", "lookup stock on 10.96.0.10:53: no servers could be reached", Severity.Critical)
            )
        );

    [Theory]
    [InlineData("Unknown", 1)]
    [InlineData("True", 0)]
    public void Process_SandboxesThatFailOnANodeThatIsLost_AreItsIncident(string ready, int ofTheNode)
    {
        var scene = new Scene()
            .Node("n-1")
            .Pod("api", "n-1")
            .See(
                0,
                $$"""
                {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n-1", "uid": "n-1", "creationTimestamp": "2026-01-01T00:00:00Z"},
                 "status": {"conditions": [{"type": "Ready", "status": "{{ready}}", "lastTransitionTime": "2026-05-04T03:00:00Z"}]} }
                """
            )
            .Event(
                20,
                "FailedCreatePodSandBox",
                "Failed to create pod sandbox: rpc error: plugin type=\"calico\" failed (add): connection refused",
                "Pod",
                "api-0",
                severity: Severity.Error
            );
        var incident = Assert.Single(Replay.Run(scene.Records).OfLabel(GraphSchema.Incident));
        Assert.Equal(ofTheNode == 1, incident["title"].AsString?.Contains("Node n-1", StringComparison.Ordinal));
    }

    private static int Count(Scene scene) => Replay.Run(scene.Records).OfLabel(GraphSchema.Incident).Count();

    private const string State =
        """, "containerStatuses": [{"name": "main", "ready": false, "state": {"waiting": {"reason": "ContainerCreating"} } }]""";

    private static string Spec(string registry) =>
        $$""" "containers": [{"name": "main", "image": "{{registry}}/app:1"}] """;

    private static string Unreachable(string registry) =>
        $"Failed to pull image \"{registry}/app:1\": failed to do request: Head \"https://{registry}/v2/app/manifests/1\": dial tcp 10.9.9.9:443: i/o timeout";

    private static string Expired(string host) =>
        $"Post \"https://{host}/charge\": tls: failed to verify certificate: x509: certificate has expired or is not yet valid";

    private static Scene Waiting(string workload, string node) =>
        new Scene().Node(node).Pod(workload, node, -1, ready: false, spec: Spec("registry.example"), status: State);

    private static Scene Callers() => new Scene().Node("n-1").Node("n-2").Pod("api", "n-1").Pod("web", "n-2");
}
