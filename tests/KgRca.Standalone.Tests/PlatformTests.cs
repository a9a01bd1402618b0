using System.Net;
using System.Text.Json;

namespace KgRca.Standalone.Tests;

public sealed class PlatformTests
{
    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/docs", "text/html")]
    [InlineData("/openapi/v1.json", "application/json")]
    [InlineData("/health/live", "application/json")]
    [InlineData("/health/ready", "application/json")]
    [InlineData("/metrics", "text/plain")]
    public async Task Get_PublicAddress_Answers(string path, string contentType)
    {
        using var folder = new TempFolder();
        await using var platform = await RunningPlatform.StartAsync(folder.Path, TestContext.Current.CancellationToken);
        using var http = new HttpClient();
        HttpResponseMessage response;
        do
        {
            response = await http.GetAsync(platform.Address + path, TestContext.Current.CancellationToken);
        } while (response.StatusCode == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith(contentType, response.Content.Headers.ContentType?.ToString());
        // The page of /docs reports nothing to its makers.
        if (path == "/docs")
            Assert.Contains(
                "\"telemetry\":false",
                await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
            );
    }

    [Fact]
    public async Task FirstStart_EmptyFolder_ShowsTheDemosIncidentsWithTheirCauses()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TempFolder();
        var port = FreePorts.One();
        using var host = await StandaloneProcess.StartAsync(folder.Path, port, cancellationToken);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/api/v1/") };
        var key = host
            .Output.Split('\n')
            .Single(line => line.Contains("demo key", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[2];
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var incidents = JsonDocument.Parse(await http.GetStringAsync("incidents", cancellationToken));
        var causes = new List<string?>();
        foreach (var incident in incidents.RootElement.GetProperty("incidents").EnumerateArray().Reverse())
        {
            using var answer = JsonDocument.Parse(
                await http.GetStringAsync(
                    $"rca?incident_id={incident.GetProperty("id").GetString()}",
                    cancellationToken
                )
            );
            causes.Add(answer.RootElement.GetProperty("causes")[0].GetProperty("cause").GetString());
        }
        Assert.Equal(Scenarios.ShopScenario.Faults.Select(fault => fault.Cause), causes);
        await host.InterruptAsync(cancellationToken);
        Assert.Equal(0, host.ExitCode);
    }

    [Fact]
    public async Task SecondStart_SameFolder_KeepsTheDemoAndShowsNoSecret()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TempFolder();
        using (var first = await StandaloneProcess.StartAsync(folder.Path, FreePorts.One(), cancellationToken))
            await first.InterruptAsync(cancellationToken);
        using var second = await StandaloneProcess.StartAsync(folder.Path, FreePorts.One(), cancellationToken);
        Assert.DoesNotContain("kg_", second.Output);
        Assert.DoesNotContain("password", second.Output);
        Assert.Single(Directory.GetFiles(folder["graphs"], "*.db"));
    }

    [Fact]
    public async Task Start_FolderInUse_SaysSo()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TempFolder();
        using var first = await StandaloneProcess.StartAsync(
            folder.Path,
            FreePorts.One(),
            cancellationToken,
            "--no-demo"
        );
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            StandaloneProcess.StartAsync(folder.Path, FreePorts.One(), cancellationToken)
        );
        Assert.Matches(@"in use by .+, process \d+\.", failure.Message);
    }
}
