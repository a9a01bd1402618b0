using System.Net.Http.Headers;
using KgRca.Agent.Delivery;
using KgRca.Agent.Tests.Replay;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Agent.Tests.Delivery;

public sealed class HeartbeatTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Send_NothingToSend_SaysWhatWaitsAndWasGivenUp() =>
        Assert.Equal(new() { ["KgRca-Agent"] = "prod", ["KgRca-Agent-Lag"] = "90.5", ["KgRca-Agent-Dropped"] = "7" }, await SaidAsync(() => new SpoolState(2, 10, 7, _clock.GetUtcNow().AddSeconds(-90.5))));

    [Fact]
    public async Task Send_EmptySpool_HasNoLag() =>
        Assert.Equal("0", (await SaidAsync(() => new SpoolState(0, 0, 0, null)))["KgRca-Agent-Lag"]);

    [Fact]
    public async Task Send_NoSpool_SaysOnlyWhoItIs() => Assert.Equal(new() { ["KgRca-Agent"] = "prod" }, await SaidAsync(null));

    private async Task<Dictionary<string, string>> SaidAsync(Func<SpoolState>? spool)
    {
        using var server = new IngestServer();
        using var http = IngestClient.Connect(new Uri("http://server.test/"), server);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "test");
        Assert.Empty(await new IngestClient(http, "prod", _clock, _ => { }, spool).SendAsync([], TestContext.Current.CancellationToken));
        return server.Said;
    }
}
