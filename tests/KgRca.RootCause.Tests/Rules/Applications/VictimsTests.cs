using KgRca.Contracts.Graphs;
using KgRca.RootCause.Tests.Scenarios;

namespace KgRca.RootCause.Tests.Rules.Applications;

/// <summary>Callers that report another's failure, in the words of their clients.</summary>
public sealed class VictimsTests
{
    [Theory]
    [InlineData("Downstream stock-service answered 503 for GET /stock/17")]
    [InlineData("org.springframework.web.client.ResourceAccessException: I/O error on GET request: Read timed out")]
    [InlineData("AxiosError: Request failed with status code 500 at http://stock:8080/items")]
    [InlineData("requests.exceptions.ReadTimeout: HTTPConnectionPool(host='stock', port=8080): Read timed out.")]
    [InlineData(
        "System.Net.Http.HttpRequestException: Response status code does not indicate success: 500 StockClient"
    )]
    [InlineData("rpc error: code = Internal desc = lookup failed")]
    [InlineData("CircuitBreaker 'stock' is OPEN and does not permit further calls: CallNotPermittedException")]
    public void Process_CallerAndCalleeFail_CalleeIsFirst(string line)
    {
        var scene = Shop()
            .Lasting(0, "web-0", line)
            .Lasting(3, "stock-0", "java.lang.NullPointerException: warehouse is null at Stock.java:7");
        Assert.Equal("Deployment stock: application_error", scene.First());
    }

    [Theory]
    [InlineData("Downstream stock answered 404 for GET /stock/17")]
    [InlineData("stock returned an empty page, cannot render the list")]
    [InlineData("context deadline exceeded while reading stock")]
    public void Process_SilentCalleeWasRolledOut_RolloutIsFirst(string line)
    {
        var scene = Shop().Changed(-60, "stock", image: "registry.example/app:2").Lasting(0, "web-0", line);
        Assert.Equal("Deployment stock: rollout", scene.First());
    }

    [Theory]
    [InlineData("StatefulSet", "getaddrinfo ENOTFOUND ledger-2.ledger.team.svc.cluster.local")]
    [InlineData("StatefulSet", "cannot write entry: no majority of ledger answers")]
    [InlineData("Deployment", "ledger timed out after 5000 ms")]
    public void Process_SilentCalleeWasScaledDown_ScalingIsFirst(string kind, string line)
    {
        var scene = new Scene().Node("n-1").Serving("web").Serving("ledger", kind).Calling("web", "ledger");
        scene.Changed(-900, "ledger", replicas: 3, kind: kind).Changed(-60, "ledger", replicas: 1, kind: kind);
        Assert.Equal($"{kind} ledger: scaled", scene.Lasting(0, "web-0", line).First());
    }

    [Fact]
    public void Process_CallerFailsAndNobodyElse_CallerIsFirst()
    {
        var scene = Shop().Lasting(0, "web-0", "java.lang.IllegalStateException: basket has no owner");
        Assert.Equal("Deployment web: application_error", scene.First());
    }

    [Theory]
    [InlineData("Downstream stock answered 500", "upstream pricing timed out")]
    [InlineData("stock: rpc error: code = Unavailable desc = EOF", "rpc error: code = Unavailable desc = pricing")]
    public void Process_ChainOfThree_DeepestIsFirstInOneIncident(string outer, string inner)
    {
        var scene = Shop().Serving("pricing").Calling("stock", "pricing");
        scene
            .Lasting(0, "pricing-0", "panic: runtime error: invalid memory address or nil pointer dereference")
            .Lasting(4, "stock-0", inner)
            .Lasting(8, "web-0", outer);
        Assert.Equal("Deployment pricing: application_error", scene.First());
        Assert.Single(
            Replay.Run(scene.Records).OfLabel(GraphSchema.Incident),
            incident => incident["status"].AsString != "merged"
        );
    }

    [Theory]
    [InlineData("connection blocked: low on memory", "QUEUE")]
    [InlineData("publish failed: maximum bytes exceeded", "NATS_STREAM")]
    public void Process_ConsumerOfTheBrokerWasScaledToZero_ScalingIsFirst(string line, string variable)
    {
        var scene = Shop().Serving("broker").Calling("web", "broker").Calling("packer", "broker");
        foreach (var (second, replicas) in new[] { (-900, 1), (-300, 0) })
            scene.See(
                second,
                $$"""
                {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"namespace": "team", "name": "packer", "uid": "packer", "generation": 4, "creationTimestamp": "2026-01-01T00:00:00Z"},
                 "spec": {"replicas": {{replicas}}, "template": {"spec": {"containers": [{"name": "main", "env": [{"name": "{{variable}}", "value": "parcels"}]}]} } } }
                """
            );
        Assert.Equal("Deployment packer: scaled", scene.Lasting(0, "web-0", line).First());
    }

    [Theory]
    [InlineData("connection blocked: low on memory", "QUEUE")]
    [InlineData("memory resource limit alarm set on node rabbit@rabbit-0", "OTHER")]
    public void Process_ConsumerOfTheBrokerWasRolledOut_RolloutIsFirst(string line, string variable)
    {
        var scene = Shop().Serving("broker").Calling("web", "broker").Calling("packer", "broker");
        foreach (var (second, tag) in ((double, string)[])[(-900, "1"), (-300, "2")])
            scene.See(
                second,
                $$"""
                {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"namespace": "team", "name": "packer", "uid": "packer", "generation": 4, "creationTimestamp": "2026-01-01T00:00:00Z"},
                 "spec": {"replicas": 1, "template": {"spec": {"containers": [{"name": "main", "image": "packer:{{tag}}", "env": [{"name": "{{variable}}", "value": "parcels"}]}]} } } }
                """
            );
        Assert.Equal("Deployment packer: rollout", scene.Lasting(0, "web-0", line).First());
    }

    [Theory]
    [InlineData("request failed: 401 Unauthorized: invalid_token: The iss claim is not valid")]
    [InlineData("connection failed: FATAL: password authentication failed for user \"app\"")]
    public void Process_TokensOfAReleasedServerAreRejectedByAll_ReleaseIsFirst(string line)
    {
        var scene = Shop().Serving("id").Calling("web", "id").Calling("stock", "id");
        scene
            .Changed(-120, "id", image: "registry.example/app:2")
            .Lasting(0, "web-0", line)
            .Lasting(3, "stock-0", line);
        Assert.Equal("Deployment id: rollout", scene.First());
    }

    [Theory]
    [InlineData(
        "could not write to file \"base/1/2\": Read-only file system",
        "store: could not extend file \"base/1/2\": Read-only file system"
    )]
    [InlineData(
        "could not extend file \"base/1/2\": No space left on device",
        "ERROR: could not extend file: No space left on device"
    )]
    public void Process_ClientRepeatsItsServersDisk_ServerIsFirst(string own, string repeated)
    {
        var scene = Shop().Lasting(0, "web-0", repeated).Lasting(2, "stock-0", own);
        Assert.StartsWith("Deployment stock: volume", scene.First(), StringComparison.Ordinal);
    }

    private static Scene Shop() => new Scene().Node("n-1").Serving("web").Serving("stock").Calling("web", "stock");
}
