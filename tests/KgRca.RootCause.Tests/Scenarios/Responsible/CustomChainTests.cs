using static KgRca.RootCause.Tests.Scenarios.Responsible.ClusterParts;

namespace KgRca.RootCause.Tests.Scenarios.Responsible;

/// <summary>What a custom resource is to make is missing: followed to where the chain begins, without any edge.</summary>
public sealed class CustomChainTests
{
    private const string Flux = "source.toolkit.fluxcd.io/v1";
    private const string Kustomize = "kustomize.toolkit.fluxcd.io/v1";

    [Theory]
    [InlineData("Issuer", "ca", "Error getting keypair for CA issuer: secret \"ca-key\" not found")]
    [InlineData("ClusterIssuer", "letsencrypt", "Failed to register ACME account: no such host")]
    public void Process_IssuerThatIsNotReady_IsWhyASecretIsMissing(string kind, string name, string message)
    {
        var scene = new Scene().Fails(
            -40,
            "cert-manager.io/v1",
            kind,
            name,
            "ErrInitIssuer",
            message,
            @namespace: kind == "Issuer" ? "team" : null
        );
        Certificate(scene, $$"""{"name": "{{name}}", "kind": "{{kind}}"}""");
        MissesSecret(scene);
        Assert.StartsWith($"{kind} {name}: certificate_not_issued", scene.Answer(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Waiting for HTTP-01 challenge propagation: wrong status code '404', expected '200'")]
    [InlineData("error getting clouddns service account: secret \"dns\" not found")]
    public void Process_ChallengeThatDoesNotGoOn_IsWhyASecretIsMissing(string reason)
    {
        var scene = new Scene();
        Certificate(scene, """{"name": "le", "kind": "ClusterIssuer"}""");
        Made(scene, "cert-manager.io/v1", "CertificateRequest", "web-1", "Certificate", "web", "\"conditions\": []");
        Made(
            scene,
            "acme.cert-manager.io/v1",
            "Order",
            "web-1-o",
            "CertificateRequest",
            "web-1",
            "\"state\": \"pending\""
        );
        Made(
            scene,
            "acme.cert-manager.io/v1",
            "Challenge",
            "web-1-c",
            "Order",
            "web-1-o",
            $"\"state\": \"pending\", \"reason\": {System.Text.Json.Nodes.JsonValue.Create(reason).ToJsonString()}"
        );
        MissesSecret(scene);
        Assert.Equal("Challenge web-1-c: certificate_not_issued of Deployment web", scene.Answer());
    }

    [Fact]
    public void Process_OperatorThatFails_IsWhyASecretIsMissing()
    {
        var scene = new Scene().Crashes(
            "Deployment",
            "cert-manager",
            "other-node",
            "error retrieving resource lock: leases.coordination.k8s.io is forbidden: User \"system:serviceaccount:cert-manager:cm\" cannot get resource",
            "cert-manager"
        );
        Certificate(scene, """{"name": "le", "kind": "ClusterIssuer"}""");
        MissesSecret(scene);
        Assert.StartsWith("Deployment cert-manager: ", scene.Answer(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GitRepository", "shop", "failed to checkout: authentication required")]
    [InlineData("OCIRepository", "charts", "failed to pull artifact: 403 Forbidden")]
    [InlineData("Bucket", "manifests", "bucket not found")]
    public void Process_SourceThatCannotBeFetched_IsWhyNothingIsApplied(string kind, string name, string message)
    {
        foreach (var isSourceFirst in (bool[])[true, false])
        {
            var scene = new Scene();
            if (isSourceFirst)
                scene.Fails(-60, Flux, kind, name, "FetchFailed", message, @namespace: "flux-system");
            scene.Fails(
                -50,
                Kustomize,
                "Kustomization",
                "apps",
                "ArtifactFailed",
                "Source artifact not found, retrying in 30s",
                $$"""
                "sourceRef": {"kind": "{{kind}}", "name": "{{name}}"}
                """,
                "flux-system"
            );
            if (!isSourceFirst)
                scene.Fails(-45, Flux, kind, name, "FetchFailed", message, @namespace: "flux-system");
            Assert.StartsWith($"{kind} {name}: gitops_not_applied", scene.Answer(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Process_KustomizationThatAnotherDependsOn_IsWhyThatIsNotApplied()
    {
        var scene = new Scene().Fails(-60, Kustomize, "Kustomization", "infra", "BuildFailed", "no such file");
        scene.Fails(
            -50,
            Kustomize,
            "Kustomization",
            "apps",
            "DependencyNotReady",
            "dependency 'team/infra' is not ready",
            """ "dependsOn": [{"name": "infra"}] """
        );
        Assert.StartsWith("Kustomization infra: gitops_not_applied", scene.Answer(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"phase\": \"Failed\", \"reason\": \"backup storage unreachable: 403 AccessDenied\"}")]
    [InlineData("{\"phase\": \"ApplyingChanges\", \"health\": \"red\"}")]
    [InlineData("{\"state\": \"error\", \"message\": \"cannot reach members\"}")]
    [InlineData("{\"readyToUse\": false, \"error\": {\"message\": \"failed to take snapshot: quota exceeded\"}}")]
    [InlineData(
        "{\"conditions\": [{\"type\": \"Ready\", \"status\": \"Unknown\", \"reason\": \"ReconcileFailed\", \"message\": \"no leader\"}]}"
    )]
    public void Process_ResourceWhoseStatusSaysThatItFailed_IsNamed(string status)
    {
        var scene = new Scene()
            .Add(-900, "acme.example/v1", "Ledger", "main", """ "status": {"phase": "Running"} """)
            .Add(0, "acme.example/v1", "Ledger", "main", $"\"status\": {status}");
        Assert.StartsWith("Ledger main: custom_resource_not_ready", scene.Answer(), StringComparison.Ordinal);
    }

    private static void Certificate(Scene scene, string issuer) =>
        scene.Add(
            -30,
            "cert-manager.io/v1",
            "Certificate",
            "web",
            $$"""
            "spec": {"secretName": "web-tls", "issuerRef": {{issuer}} }, "status": {"conditions": [{{Condition(
                "Ready",
                "False",
                "DoesNotExist",
                "Issuing certificate as Secret does not exist"
            )}}, {{Condition("Issuing", "True", "DoesNotExist", "Issuing certificate as Secret does not exist")}}]}
            """
        );

    private static void Made(
        Scene scene,
        string version,
        string kind,
        string name,
        string ownerKind,
        string owner,
        string status
    ) =>
        scene.Add(
            -25,
            version,
            kind,
            name,
            $$"""
            "status": { {{status}} }
            """,
            metadata: $$"""
            , "ownerReferences": [{"kind": "{{ownerKind}}", "name": "{{owner}}", "controller": true}]
            """
        );

    private static void MissesSecret(Scene scene)
    {
        scene.Add(-900, "v1", "Secret", "other");
        scene.Pod("web", "other-node", 0, ready: false);
        foreach (var second in (double[])[5, 65])
            scene.Event(
                second,
                "FailedMount",
                "MountVolume.SetUp failed for volume \"tls\" : secret \"web-tls\" not found",
                "Pod",
                "web-0",
                count: 5
            );
    }
}
