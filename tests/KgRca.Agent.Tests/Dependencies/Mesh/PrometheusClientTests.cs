using KgRca.Agent.Dependencies.Mesh;
using KgRca.Testing;

namespace KgRca.Agent.Tests.Dependencies.Mesh;

public sealed class PrometheusClientTests : IAsyncLifetime
{
    private FakePrometheus? _prometheus;

    private FakePrometheus Prometheus => _prometheus ?? throw new InvalidOperationException("It does not run.");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _prometheus = await FakePrometheus.StartAsync();

    public ValueTask DisposeAsync() => Prometheus.DisposeAsync();

    [Fact]
    public async Task Query_BelowAPath_GivesLabelsAndFiniteValues()
    {
        Prometheus.Answer = query =>
            query == "up{a=\"b&c\"}"
                ? FakePrometheus.Vector(("\"a\":\"b&c\"", 1.5), ("", double.NaN), ("", double.PositiveInfinity))
                : "";
        using var client = Prometheus.Connect();
        var samples = await client.QueryAsync("up{a=\"b&c\"}", Token);
        Assert.Equal([1.5, null, null], samples.Select(sample => sample.Number));
        Assert.Equal("b&c", samples[0].Metric["a"]);
    }

    [Theory]
    [InlineData(
        400,
        """{"status":"error","errorType":"bad_data","error":"invalid parameter \"query\": 1:3: parse error"}""",
        "returned an error: bad_data: invalid parameter \"query\": 1:3: parse error"
    )]
    [InlineData(
        503,
        """{"status":"error","errorType":"timeout","error":"query timed out in expression evaluation"}""",
        "returned an error: timeout: query timed out"
    )]
    [InlineData(404, "404 page not found", "responds, but is not a Prometheus server (404)")]
    [InlineData(200, "<!doctype html>", "responds, but is not a Prometheus server (200)")]
    [InlineData(
        200,
        """{"status":"success","data":{"resultType":"scalar","result":[1764036000.123,"1"]}}""",
        "responds, but is not a Prometheus server (200)"
    )]
    [InlineData(
        200,
        """{"status":"success","warnings":["one store is away"],"data":{"resultType":"vector","result":[]}}""",
        "returned a warning, so the result is not used: one store is away"
    )]
    [InlineData(401, "", "requires a token (401)")]
    public async Task Query_SomethingElse_SaysWhat(int status, string answer, string said)
    {
        (Prometheus.Status, Prometheus.Answer) = (status, _ => answer);
        using var client = Prometheus.Connect();
        Assert.Contains(
            said,
            (await Assert.ThrowsAsync<PrometheusException>(() => client.QueryAsync("up", Token))).Message
        );
    }

    [Fact]
    public async Task Query_RemarkOnTheQuery_IsToldAndTheAnswerUsed()
    {
        Prometheus.Answer = _ =>
            FakePrometheus
                .Vector(("", 1))
                .Replace("\"data\"", "\"warnings\":[\"PromQL info: metric might not be a counter\"],\"data\"");
        var told = new List<string>();
        using var client = Prometheus.Connect(told.Add);
        Assert.Single(await client.QueryAsync("up", Token));
        Assert.Contains("might not be a counter", Assert.Single(told));
    }

    [Theory]
    [InlineData("shop")]
    [InlineData(null)]
    public async Task Query_Tenant_IsSaidInItsHeader(string? tenant)
    {
        using var client = Prometheus.Connect(tenant: tenant);
        await client.QueryAsync("up", Token);
        Assert.Equal(tenant, Prometheus.Tenant);
    }

    [Fact]
    public async Task Query_TokenInAFile_IsReadAnew()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "old\n", Token);
        Prometheus.Token = "new";
        using var client = Prometheus.Connect(tokenFile: file);
        Assert.Contains(
            "rejects the token (401)",
            (await Assert.ThrowsAsync<PrometheusException>(() => client.QueryAsync("up", Token))).Message
        );
        await File.WriteAllTextAsync(file, "new\n", Token);
        Assert.Empty(await client.QueryAsync("up", Token));
        File.Delete(file);
        Assert.Contains(
            file,
            (await Assert.ThrowsAsync<PrometheusException>(() => client.QueryAsync("up", Token))).Message
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("one\nanother")]
    [InlineData("clé")]
    public async Task Query_FileHoldsNoToken_SaysSo(string text)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder["token"], text, Token);
        using var client = Prometheus.Connect(tokenFile: folder["token"]);
        Assert.EndsWith(
            $"cannot be queried: {folder["token"]} contains no valid API key.",
            (await Assert.ThrowsAsync<PrometheusException>(() => client.QueryAsync("up", Token))).Message
        );
    }

    [Fact]
    public async Task Query_NobodyThere_SaysSo()
    {
        using var client = PrometheusClient.Connect(
            new PrometheusOptions(new Uri("http://127.0.0.1:1/")),
            TimeProvider.System,
            text => Assert.Fail(text)
        );
        Assert.Equal(
            "http://127.0.0.1:1/ cannot be queried: connection refused.",
            (await Assert.ThrowsAsync<PrometheusException>(() => client.QueryAsync("up", Token))).Message
        );
    }
}
