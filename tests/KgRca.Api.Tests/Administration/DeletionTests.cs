using System.Net;
using System.Net.Http.Headers;
using System.Text;
using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.EventLog.Tenants;
using KgRca.Graph;
using KgRca.Provisioning;
using KgRca.Tenancy.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace KgRca.Api.Tests.Administration;

/// <summary>A client that is deleted stays deleted, whatever is on its way for it.</summary>
public sealed class DeletionTests
{
    private const string Line =
        """{"topic":"events.normalized","key":"k","time":"2026-11-21T12:00:00.000Z","value":{"event_id":"e","event_time":"2026-11-21T12:00:00.000Z","cluster":"c","source":"k8s.event","severity":"info","reason":"Pulled","message":"m","subject":{"kind":"Pod","namespace":"n","name":"p"}}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_ClientWithoutTopics_GetsThem()
    {
        await using var api = await ApiHost.StartAsync();
        var (id, http) = await api.AddClientAsync("acme", Permissions.Ingest);
        await TenantTopics.DeleteAsync(Log(api), id, Token);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(http, 1));
        Assert.Single(await api.ReadAsync(id, DataTopic.Events));
    }

    [Fact]
    public async Task EnsureTopics_DeletedClient_StaysWithoutThem()
    {
        await using var api = await ApiHost.StartAsync();
        var (id, _) = await api.AddClientAsync("acme", Permissions.Ingest);
        var provisioner = api.Services.GetRequiredService<ClientProvisioner>();
        Assert.True(await provisioner.DeleteAsync(id, Token));
        Assert.False(await provisioner.EnsureAsync(id, Token));
        Assert.Empty(await Log(api).ListTopicsAsync(Token));
    }

    [Fact]
    public async Task Delete_ClientThatIngests_BringsNothingBack()
    {
        await using var api = await ApiHost.StartAsync();
        for (var round = 0; round < 5; round++)
        {
            var (id, http) = await api.AddClientAsync("acme", Permissions.Ingest | Permissions.Read);
            await api.SeedAsync(id, "inc");
            var senders = Enumerable
                .Range(0, 4)
                .Select(_ => Task.Run(() => SendUntilRefusedAsync(http), Token))
                .ToList();
            var reader = Task.Run(() => ReadUntilRefusedAsync(http), Token);
            await PostAsync(http, 1);
            Assert.True(await api.Services.GetRequiredService<ClientProvisioner>().DeleteAsync(id, Token));
            Assert.All(await Task.WhenAll(senders), status => Assert.Equal(HttpStatusCode.Unauthorized, status));
            await reader;

            Assert.Empty(await Log(api).ListTopicsAsync(Token));
            await Assert.ThrowsAsync<GraphUnavailableException>(async () =>
                await api.Services.GetRequiredService<IGraphReaders>().Open(id.GraphDatabase).GetCheckpointsAsync(Token)
            );
        }
    }

    private static IEventLog Log(ApiHost api) => api.Services.GetRequiredService<IEventLog>();

    private static async Task<HttpStatusCode> SendUntilRefusedAsync(HttpClient http)
    {
        while (true)
            if (await PostAsync(http, 600) is not HttpStatusCode.OK and var refusal)
                return refusal;
    }

    private static async Task ReadUntilRefusedAsync(HttpClient http)
    {
        while (true)
        {
            using var response = await http.GetAsync("api/v1/incidents", Token);
            if (response.StatusCode != HttpStatusCode.OK)
                return;
        }
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, int lines)
    {
        using var content = new ByteArrayContent(
            Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Repeat(Line, lines)))
        );
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var response = await http.PostAsync("api/v1/ingest", content, Token);
        return response.StatusCode;
    }
}
