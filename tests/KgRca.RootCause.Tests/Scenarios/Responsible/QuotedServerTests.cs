using KgRca.Contracts.Graphs;

namespace KgRca.RootCause.Tests.Scenarios.Responsible;

/// <summary>Servers whose refusal others repeat: custom resources, their controllers, and clients in any namespace.</summary>
public sealed class QuotedServerTests
{
    private const string Sealed =
        "cannot read secret data from Vault: Error making API request. URL: GET http://vault.team:8200/v1/kv/data/web Code: 503. Errors: * Vault is sealed";

    [Theory]
    [InlineData("external-secrets.io/v1", "ExternalSecret")]
    [InlineData("secrets.hashicorp.com/v1beta1", "VaultStaticSecret")]
    [InlineData("external-secrets.io/v1", "SecretStore")]
    public void Process_ResourceWhoseControllerQuotesASealedVault_NamesTheVault(string version, string kind)
    {
        var scene = new Scene().Node("n-1").Serving("vault", "StatefulSet");
        scene.Fails(0, version, kind, "web", "SecretSyncedError", "could not get secret data from provider");
        scene.Event(1, "UpdateFailed", Sealed, kind, "web");
        scene.Event(70, "UpdateFailed", Sealed, kind, "web", count: 5);
        Assert.Equal("StatefulSet vault: vault_sealed", scene.First());
    }

    [Fact]
    public void Process_ControllerThatReportsAResource_IsNotFirst()
    {
        var scene = new Scene().Node("n-1").Serving("vault", "StatefulSet").Serving("external-secrets");
        scene.Fails(0, "external-secrets.io/v1", "ExternalSecret", "web", "SecretSyncedError", Sealed);
        scene.Lasting(
            5,
            "external-secrets-0",
            """{"level": "error", "msg": "Reconciler error", "controller": "externalsecret", "name": "web", "namespace": "team", "error": "could not get secret data"}"""
        );
        Assert.Equal("StatefulSet vault: vault_sealed", scene.First());
    }

    [Theory]
    [InlineData(
        "cluster_block_exception: blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark]"
    )]
    [InlineData("OOM command not allowed when used memory > 'maxmemory'")]
    [InlineData("Lock wait timeout exceeded; try restarting transaction")]
    public void Process_ClientsInTwoNamespacesAreRefused_OpensOneIncident(string line)
    {
        var scene = new Scene().Node("n-1").Serving("store", "StatefulSet");
        foreach (var (client, space) in ((string, string)[])[("index", "north"), ("audit", "south")])
        {
            scene.Serving(client, @namespace: space).Calling(client, "store", space, "team");
            for (var at = 0; at < 150; at += 10)
                scene.Log(at, $"{client}-0", $"{client}: {line}", @namespace: space);
        }
        Assert.Single(
            Replay.Run(scene.Records).OfLabel(GraphSchema.Incident),
            incident => incident["status"].AsString != "merged"
        );
    }

    [Fact]
    public void Process_ClientsOfOneServerRefusedOnOneNode_DoNotBlameTheNode()
    {
        const string line =
            "cluster_block_exception: blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark]";
        var scene = new Scene().Node("n-1").Node("n-2").Serving("store", "StatefulSet", node: "n-2");
        foreach (var client in (string[])["index", "audit"])
        {
            scene.Serving(client).Calling(client, "store").Pod(client, "n-2", suffix: "1");
            scene.Lasting(0, $"{client}-0", line);
        }
        Assert.Equal("StatefulSet store: server_resource_alarm", scene.First());
    }
}
