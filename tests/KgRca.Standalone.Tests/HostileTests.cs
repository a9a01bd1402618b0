using System.Globalization;
using System.Net;
using System.Text.Json;
using KgRca.Scenarios;
using KgRca.Scenarios.Hostile;

namespace KgRca.Standalone.Tests;

/// <summary>
/// Each attack, shortened: others are answered all the while, and the platform is well afterwards. What it costs them in
/// time is measured by the benchmark <c>hostile</c>; <c>KGRCA_TEST_HOSTILE_ROUNDS</c> makes the attacks longer.
/// </summary>
public sealed class HostileTests
{
    private static readonly int Rounds = int.Parse(
        Environment.GetEnvironmentVariable("KGRCA_TEST_HOSTILE_ROUNDS") ?? "2",
        CultureInfo.InvariantCulture
    );

    [Fact]
    public async Task Attack_OfAnyKind_LeavesOthersTheirAnswers()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TempFolder();
        await using var platform = await RunningPlatform.StartAsync(folder["data"], cancellationToken);
        var (victim, http) = await platform.AddClientAsync("victim", cancellationToken);
        var (_, attackerHttp) = await platform.AddClientAsync("attacker", cancellationToken);
        using var body = new StringContent(CaptureFile.Text(ShopScenario.Generate()));
        body.Headers.ContentType = new("application/x-ndjson");
        using var sent = await http.PostAsync("api/v1/ingest", body, cancellationToken);
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        await platform.WaitUntilBuiltAsync(victim, cancellationToken);
        var incident = JsonElement
            .Parse(await http.GetStringAsync("api/v1/incidents", cancellationToken))
            .GetProperty("incidents")[0]
            .GetProperty("id")
            .GetString();
        var key = attackerHttp.DefaultRequestHeaders.Authorization?.Parameter ?? "";
        var attacker = new Attacker(new Uri(platform.Address + "/"), key, Rounds, IdleConnections: 200);
        foreach (var attack in Attacks.All)
        {
            var running = attack.RunAsync(attacker, cancellationToken);
            do
            {
                using var answer = await http.GetAsync($"api/v1/rca?incident_id={incident}", cancellationToken);
                Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{attack.Name}: rca {answer.StatusCode}");
                using var live = await http.GetAsync("health/live", cancellationToken);
                Assert.True(live.StatusCode == HttpStatusCode.OK, $"{attack.Name}: live {live.StatusCode}");
            } while (!running.IsCompleted);
            await running;
        }
        using var ready = await http.GetAsync("health/ready", cancellationToken);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }
}
