using KgRca.Agent.Checking;
using KgRca.Agent.Dependencies.Mesh;
using KgRca.Agent.Tests.Dependencies.Mesh;

namespace KgRca.Agent.Tests.Checking;

/// <summary>Which metrics there are is tried on a real Prometheus: <see cref="MeshMetricsTests"/>.</summary>
public sealed class PrometheusCheckTests
{
    [Fact]
    public async Task Run_NoMetricsOfAMesh_SaysSoAsANote()
    {
        await using var prometheus = await FakePrometheus.StartAsync();
        using var client = prometheus.Connect();
        var findings = await new PrometheusCheck(client, "cluster=\"prod\"").RunAsync(
            TestContext.Current.CancellationToken
        );
        Assert.Equal([Verdict.Well, Verdict.Note], findings.Select(finding => finding.Verdict));
        Assert.EndsWith("found with selector cluster=\"prod\".", findings[1].Text);
    }

    [Fact]
    public async Task Run_NobodyThere_IsMissing()
    {
        using var client = PrometheusClient.Connect(
            new PrometheusOptions(new Uri("http://127.0.0.1:1/")),
            TimeProvider.System,
            text => Assert.Fail(text)
        );
        var finding = Assert.Single(
            await new PrometheusCheck(client, null).RunAsync(TestContext.Current.CancellationToken)
        );
        Assert.Equal(Verdict.Missing, finding.Verdict);
        Assert.Contains("connection refused", finding.Text);
    }
}
