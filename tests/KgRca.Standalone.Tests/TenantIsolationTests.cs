using System.Net;
using System.Text.Json;
using KgRca.Agent.Replay;
using KgRca.Contracts.Graphs;
using KgRca.Graph;
using KgRca.Scenarios;
using Microsoft.Extensions.DependencyInjection;

namespace KgRca.Standalone.Tests;

public sealed class TenantIsolationTests
{
    [Fact]
    public async Task Replay_SameCaptureForTwoTenantsAtOnce_MakesEqualGraphsThatDoNotMeet()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TempFolder();
        var capture = folder["capture.jsonl.gz"];
        CaptureFile.Write(capture, ShopScenario.Generate());
        await using var platform = await RunningPlatform.StartAsync(folder["data"], cancellationToken);
        var (first, firstHttp) = await platform.AddClientAsync("first", cancellationToken);
        var (second, secondHttp) = await platform.AddClientAsync("second", cancellationToken);
        using (firstHttp)
        using (secondHttp)
        {
            // The first one's events get ids of their own, so that what is whose can be told apart.
            var options = new ReplayOptions(() => File.OpenRead(capture), null, FromNow: false);
            await Task.WhenAll(
                ReplayAsync(firstHttp, options with { FromNow = true }, cancellationToken),
                ReplayAsync(secondHttp, options, cancellationToken)
            );
            await platform.WaitUntilBuiltAsync(first, cancellationToken);
            await platform.WaitUntilBuiltAsync(second, cancellationToken);
            var store = platform.App.Services.GetRequiredService<IGraphReaders>();
            var foreign = (
                await store
                    .Open(second.GraphDatabase)
                    .FindNodesAsync(new NodeQuery(GraphSchema.Incident), cancellationToken)
            ).Nodes;
            Assert.Equal(ShopScenario.Faults.Count, foreign.Count);
            foreach (var incident in foreign)
            {
                foreach (var path in (string[])[$"incidents/{incident.Key.Key}", $"rca?incident_id={incident.Key.Key}"])
                {
                    Assert.Equal(
                        HttpStatusCode.NotFound,
                        (await firstHttp.GetAsync($"api/v1/{path}", cancellationToken)).StatusCode
                    );
                    Assert.Equal(
                        HttpStatusCode.OK,
                        (await secondHttp.GetAsync($"api/v1/{path}", cancellationToken)).StatusCode
                    );
                }
            }
            var own = await IdsAsync(firstHttp, cancellationToken);
            Assert.Equal(ShopScenario.Faults.Count, own.Count);
            Assert.Empty(own.Intersect(foreign.Select(incident => incident.Key.Key)));
        }
    }

    private static Task<ReplayProgress> ReplayAsync(
        HttpClient http,
        ReplayOptions options,
        CancellationToken cancellationToken
    ) =>
        new CaptureReplay(http, TimeProvider.System).RunAsync(
            options,
            new Progress<ReplayProgress>(),
            line => throw new InvalidOperationException(line.Message),
            cancellationToken
        );

    private static async Task<List<string?>> IdsAsync(HttpClient http, CancellationToken cancellationToken)
    {
        using var answer = JsonDocument.Parse(await http.GetStringAsync("api/v1/incidents", cancellationToken));
        return
        [
            .. answer
                .RootElement.GetProperty("incidents")
                .EnumerateArray()
                .Select(incident => incident.GetProperty("id").GetString()),
        ];
    }
}
