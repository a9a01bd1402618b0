using System.Net;
using System.Text.Json;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Tenancy.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace KgRca.Api.Tests.Search;

public sealed class SearchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_ByMeaning_FindsWhatHasNoWordOfTheQuery()
    {
        await using var api = await ApiHost.StartAsync();
        var (client, http) = await api.AddClientAsync("acme", Permissions.Query);
        await ApplyAsync(
            api,
            client,
            SearchEpisodes.Upsert("sunny", "c/Pod/shop/a", "Log", "payment has been settled", 1),
            SearchEpisodes.Upsert("starved", "c/Pod/shop/b", "Log", "thread pool is starved, requests are queued", 2)
        );
        var answer = await SearchAsync(http, "q=workers exhausted, jobs pile up");
        Assert.Equal("hybrid", answer.GetProperty("mode").GetString());
        Assert.Equal(
            "starved",
            answer.GetProperty("results")[0].GetProperty("episode").GetProperty("event_id").GetString()
        );
    }

    [Fact]
    public async Task Get_AfterACommit_FindsWhatItBroughtAndNotWhatItTook()
    {
        await using var api = await ApiHost.StartAsync();
        var (client, http) = await api.AddClientAsync("acme", Permissions.Query);
        await ApplyAsync(api, client, SearchEpisodes.Upsert("one", "c/Pod/shop/a", "OOMKilled", "killed", 1));
        Assert.Equal(["one"], Ids(await SearchAsync(http, "q=out of memory")));
        await ApplyAsync(api, client, SearchEpisodes.Upsert("two", "c/Pod/shop/b", "OOMKilled", "killed", 2));
        Assert.Equal(["one", "two"], Ids(await SearchAsync(http, "q=out of memory")).Order());
        await ApplyAsync(api, client, new DeleteNode(new NodeKey(GraphSchema.Episodic, "one")));
        Assert.Equal(["two"], Ids(await SearchAsync(http, "q=out of memory")));
    }

    [Fact]
    public async Task Get_ErrorOfAnIncident_NamesTheIncident()
    {
        await using var api = await ApiHost.StartAsync();
        var (client, http) = await api.AddClientAsync("acme", Permissions.Query);
        await api.SeedAsync(client, "inc-1");
        var hit = (await SearchAsync(http, "q=oom")).GetProperty("results")[0];
        Assert.Equal("inc-1", hit.GetProperty("incident_id").GetString());
        Assert.True(hit.GetProperty("score").GetDouble() > 0);
    }

    [Fact]
    public async Task Get_OfAnotherClient_FindsNothing()
    {
        await using var api = await ApiHost.StartAsync();
        var (client, http) = await api.AddClientAsync("acme", Permissions.Query);
        var (_, other) = await api.AddClientAsync("other", Permissions.Query);
        await ApplyAsync(api, client, SearchEpisodes.Upsert("one", "c/Pod/shop/a", "OOMKilled", "killed", 1));
        Assert.Equal(["one"], Ids(await SearchAsync(http, "q=OOMKilled")));
        Assert.Empty(Ids(await SearchAsync(other, "q=OOMKilled")));
    }

    [Fact]
    public async Task Get_WithoutAModel_GoesByWords()
    {
        await using var api = await ApiHost.StartAsync(("KgRca:Search:ModelPath", "/nonexistent"));
        var (client, http) = await api.AddClientAsync("acme", Permissions.Query);
        await ApplyAsync(api, client, SearchEpisodes.Upsert("one", "c/Pod/shop/a", "OOMKilled", "killed", 1));
        var answer = await SearchAsync(http, "q=out of memory");
        Assert.Equal("lexical", answer.GetProperty("mode").GetString());
        Assert.Equal(["one"], Ids(answer));
    }

    [Fact]
    public async Task Get_WithAnEndpoint_AsksItForVectorsAndGoesByWordsWhereItFails()
    {
        using var endpoint = new EmbeddingEndpoint();
        await using var api = await ApiHost.StartAsync(
            ("KgRca:Search:Endpoint", endpoint.Address),
            ("KgRca:Search:EndpointModel", "small"),
            ("KgRca:Search:EndpointKey", "secret")
        );
        var (client, http) = await api.AddClientAsync("acme", Permissions.Query);
        await ApplyAsync(api, client, SearchEpisodes.Upsert("one", "c/Pod/shop/a", "Log", "nothing in common", 1));
        var answer = await SearchAsync(http, "q=another word");
        Assert.Equal("hybrid", answer.GetProperty("mode").GetString());
        Assert.Equal(["one"], Ids(answer));
        Assert.Equal("Bearer secret", endpoint.LastAuthorization);
        Assert.Contains("\"small\"", endpoint.LastRequest);
        endpoint.Status = HttpStatusCode.BadRequest;
        answer = await SearchAsync(http, "q=common");
        Assert.Equal("lexical", answer.GetProperty("mode").GetString());
        Assert.Equal(["one"], Ids(answer));
    }

    [Fact]
    public async Task Get_LongQuery_IsRefused()
    {
        await using var api = await ApiHost.StartAsync();
        var (_, http) = await api.AddClientAsync("acme", Permissions.Query);
        using var response = await http.GetAsync($"api/v1/search/semantic?q={new string('x', 501)}", Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("q must have 1 to 500 characters.", await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Get_OddQueries_AreAnswered()
    {
        await using var api = await ApiHost.StartAsync();
        var (client, http) = await api.AddClientAsync("acme", Permissions.Query);
        await ApplyAsync(api, client, SearchEpisodes.Upsert("one", "c/Pod/shop/a", "", "\ud83d\ude00 \u0000", 1));
        foreach (var query in (string[])["%20", "%F0%9F%98%80", "the", "%00", "\"(~*", "%FF"])
            await SearchAsync(http, $"q={query}");
    }

    private static Task ApplyAsync(ApiHost api, TenantId client, params GraphChange[] changes) =>
        api.ApplyAsync(client, changes);

    private static async Task<JsonElement> SearchAsync(HttpClient http, string query)
    {
        using var response = await http.GetAsync($"api/v1/search/semantic?{query}", Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private static List<string?> Ids(JsonElement answer) =>
        [
            .. answer
                .GetProperty("results")
                .EnumerateArray()
                .Select(hit => hit.GetProperty("episode").GetProperty("event_id").GetString()),
        ];
}
