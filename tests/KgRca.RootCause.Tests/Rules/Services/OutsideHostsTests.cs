using KgRca.Contracts.Graphs;
using KgRca.RootCause.Tests.Scenarios;

namespace KgRca.RootCause.Tests.Rules.Services;

/// <summary>Hosts outside of the cluster that do not answer, or whose names are not found.</summary>
public sealed class OutsideHostsTests
{
    [Theory]
    [InlineData("HTTPSConnectionPool(host='api.pay.example', port=443): Read timed out. (read timeout=10)")]
    [InlineData(
        "The request was canceled due to the configured HttpClient.Timeout of 30 seconds elapsing. Uri: https://api.pay.example/v1"
    )]
    [InlineData(
        "Post \"https://api.pay.example/charges\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
    )]
    [InlineData("connection refused: https://mail.partner.example:8443/send")]
    public void Process_ProviderDoesNotAnswer_WhoNeedsItIsFirst(string line)
    {
        var scene = Shop().Changed(-300, "other", "registry.example/app:2");
        scene.Lasting(0, "pay-0", line).Lasting(5, "web-0", "pay did not answer within 10000 ms: timeout");
        Assert.Equal("Deployment pay: dependency_unavailable", scene.First());
    }

    [Fact]
    public void Process_WhoNeedsTheProviderWasRolledOut_RolloutIsFirst()
    {
        var scene = Shop().Changed(-60, "pay", "registry.example/app:2");
        scene.Lasting(0, "pay-0", "Post \"https://api.pay.example/charges\": context deadline exceeded");
        Assert.Equal("Deployment pay: rollout", scene.First());
    }

    [Fact]
    public void Process_PartnerThatFailsNowAndThen_OpensNoIncident()
    {
        var scene = Shop();
        for (var at = -1100; at < 600; at += 200)
            scene.Log(at, "pay-0", "HTTPSConnectionPool(host='api.pay.example', port=443): Read timed out.");
        Assert.Empty(Replay.Run(scene.Records).OfLabel(GraphSchema.Incident));
    }

    [Theory]
    [InlineData("--domain-filter=pay.example")]
    [InlineData("--provider=aws")]
    public void Process_NamesAreGoneAfterTheDnsControllerWasRolledOut_RolloutIsFirst(string argument)
    {
        var scene = Controller(Shop(), argument);
        scene.Lasting(0, "pay-0", "Error: getaddrinfo ENOTFOUND auth.pay.example");
        Assert.Equal("Deployment external-dns: rollout", scene.First());
    }

    [Theory]
    [InlineData("--domain-filter=other.example", "Error: getaddrinfo ENOTFOUND auth.pay.example")]
    [InlineData("--domain-filter=pay.example", "Error: getaddrinfo ENOTFOUND ledger")]
    public void Process_NameOfAnotherZone_DoesNotBlameTheDnsController(string argument, string line) =>
        Assert.DoesNotContain(
            "external-dns",
            Controller(Shop(), argument).Lasting(0, "pay-0", line).First() ?? "",
            StringComparison.Ordinal
        );

    private static Scene Shop() =>
        new Scene()
            .Node("n-1")
            .Serving("web")
            .Serving("pay")
            .Serving("other")
            .Calling("web", "pay")
            .Calling("web", "other");

    private static Scene Controller(Scene scene, string argument)
    {
        foreach (var (second, tag) in ((double, string)[])[(-900, "1"), (-60, "2")])
            scene.See(
                second,
                $$"""
                {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"namespace": "dns", "name": "external-dns", "uid": "external-dns", "generation": 3, "creationTimestamp": "2026-01-01T00:00:00Z"},
                 "spec": {"replicas": 1, "template": {"spec": {"containers": [{"name": "main", "image": "external-dns:{{tag}}", "args": ["--source=ingress", "{{argument}}"]}]} } } }
                """
            );
        return scene;
    }
}
