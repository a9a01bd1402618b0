using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using KgRca.Contracts.Graphs;
using KgRca.Tenancy.Keys;

namespace KgRca.Api.Tests.Agents;

public sealed class AgentClockTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_ClocksThatAreAhead_AreShownForAnHour()
    {
        await using var api = await ApiHost.StartAsync();
        var (client, http) = await api.AddClientAsync("acme", Permissions.Read);
        await api.ApplyAsync(client, Clock(0, "kubelet on a", 10), Clock(1, "agent", 70), Clock(2, "alerts", 59));

        using var answer = JsonDocument.Parse(await http.GetStringAsync("api/v1/agents", Token));
        Assert.Equal(
            [("kubelet on a", 3_600.0), ("alerts", 3_600.0)],
            answer
                .RootElement.GetProperty("wrong_clocks")
                .EnumerateArray()
                .Select(clock =>
                    (clock.GetProperty("source").GetString(), clock.GetProperty("ahead_seconds").GetDouble())
                )
        );
    }

    [Fact]
    public async Task List_HeartbeatOfAClockThatIsAhead_SaysByHowMuch()
    {
        await using var api = await ApiHost.StartAsync();
        var (_, http) = await api.AddClientAsync("acme", Permissions.Read | Permissions.Ingest);
        using var body = new ByteArrayContent(
            Encoding.UTF8.GetBytes(
                """{"topic":"agents.heartbeat","key":"prod","time":"2026-11-21T13:00:30Z","value":{"observed_at":"2026-11-21T13:00:30Z","cluster":"prod","version":"1","lag_seconds":0,"dropped":0,"records":1}}"""
            )
        );
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        (await http.PostAsync("api/v1/ingest", body, Token)).EnsureSuccessStatusCode();
        while (true)
        {
            using var answer = JsonDocument.Parse(await http.GetStringAsync("api/v1/agents", Token));
            if (answer.RootElement.GetProperty("agents").EnumerateArray().ToList() is not [var agent])
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
                continue;
            }
            Assert.Equal(3_600, agent.GetProperty("clock_offset_seconds").GetDouble());
            return;
        }
    }

    private static UpsertNode Clock(int place, string source, int minutesAgo) =>
        new(
            ClockNode.KeyOf(place),
            new ClockNode(
                "prod",
                source,
                TimeSpan.FromHours(1),
                1,
                ApiHost.Now,
                ApiHost.Now.AddMinutes(-minutesAgo)
            ).ToProperties()
        );
}
