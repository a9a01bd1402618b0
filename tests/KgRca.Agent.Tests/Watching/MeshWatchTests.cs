using System.Text;
using KgRca.Agent.Dependencies.Mesh;
using KgRca.Agent.Tests.Dependencies.Mesh;
using KgRca.Agent.Tests.Kubernetes;
using KgRca.Agent.Tests.Replay;
using KgRca.Agent.Watching;
using KgRca.Testing;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Agent.Tests.Watching;

public sealed class MeshWatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Run_PrometheusIsNamed_DeliversCallsOfWorkloadsThatAreWatched()
    {
        await using var prometheus = await FakePrometheus.StartAsync();
        prometheus.Answer = query =>
            query.StartsWith("topk") && query.Contains("(response_total{")
                ? FakePrometheus.Vector(
                    (
                        "\"namespace\":\"shop\",\"deployment\":\"web\",\"dst_namespace\":\"shop\",\"dst_deployment\":\"cart\"",
                        20
                    )
                )
                : FakePrometheus.Nothing;
        var cluster = new FakeApiServer();
        foreach (var name in (string[])["web", "cart"])
            cluster.Put(name, name);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        ending.CancelAfter(Patience);
        var edge = "";
        using var server = new IngestServer();
        server.Received = body =>
            edge = Encoding.UTF8.GetString(body).Split('\n').FirstOrDefault(line => line.Contains("\"mesh\"")) ?? edge;
        using var folder = new TempFolder();
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var api = cluster.Connect();
        using var keyed = new Keyed(server);
        var options = new WatchOptions(
            new Uri("http://server.test/"),
            "test",
            folder.Path,
            64 << 20,
            "127.0.0.1:0",
            null,
            Prometheus: new PrometheusOptions(prometheus.Address)
        );
        var running = Watcher.RunAsync(
            options,
            api,
            keyed,
            clock,
            new TroubleLog(TextWriter.Null, clock),
            ending.Token
        );
        while (edge.Length == 0)
        {
            clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, ending.Token);
        }
        await ending.CancelAsync();
        await running;
        Assert.Contains(
            "\"from\":{\"kind\":\"Deployment\",\"name\":\"web\",\"namespace\":\"shop\"},\"to\":{\"kind\":\"Deployment\",\"name\":\"cart\",\"namespace\":\"shop\"},\"calls\":{\"source\":\"mesh\",\"rate\":20,\"error_ratio\":0}",
            edge
        );
    }
}
