using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using KgRca.Contracts.Identity;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Keys;

namespace KgRca.Api.Tests.Quotas;

public sealed class QuotaTests
{
    private const Permissions All = Permissions.Read | Permissions.Ingest | Permissions.Admin;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ingest_NewObjectBeyondTheQuota_IsRefusedAndAllElseGoesOn()
    {
        await using var api = await ApiHost.StartAsync(("KgRca:Plans:Free:Resources", "3"));
        var (id, http) = await api.AddClientAsync("acme", All, Plan.Free);
        foreach (var name in (string[])["a", "b", "c"])
            await api.ApplyAsync(id, SeedGraph.Resource("Pod", name, ApiHost.Now));
        var (status, answer) = await IngestAsync(
            http,
            Pod("a"),
            Pod("new"),
            Pod("b", "delete"),
            Event("c"),
            Event("unseen")
        );
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(3, answer.GetProperty("accepted").GetInt32());
        Assert.Equal(
            [(2, "over_quota"), (5, "over_quota")],
            answer
                .GetProperty("errors")
                .EnumerateArray()
                .Select(error => (error.GetProperty("line").GetInt32(), error.GetProperty("code").GetString()))
        );
        Assert.Empty(await api.ReadAsync(id, DataTopic.DeadLetter));
    }

    [Fact]
    public async Task Ingest_MoreNewObjectsThanThereIsRoomFor_EndsWhereTheRoomEnds()
    {
        await using var api = await ApiHost.StartAsync(("KgRca:Plans:Free:Resources", "3"));
        var (id, http) = await api.AddClientAsync("acme", All, Plan.Free);
        var (status, answer) = await IngestAsync(
            http,
            [.. Enumerable.Range(0, 20).Select(number => Pod($"p{number}"))]
        );
        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.Equal("Quota reached", answer.GetProperty("title").GetString());
        Assert.Equal(3, answer.GetProperty("accepted_lines").GetInt32());
        Assert.Equal(3, (await api.ReadAsync(id, DataTopic.Resources)).Count);
    }

    [Fact]
    public async Task Ingest_ClustersBeyondTheQuota_AreRefused()
    {
        await using var api = await ApiHost.StartAsync(("KgRca:Plans:Free:Clusters", "2"));
        var (id, http) = await api.AddClientAsync("acme", All, Plan.Free);
        await api.ApplyAsync(id, SeedGraph.Resource("Pod", "a", ApiHost.Now));
        var (_, answer) = await IngestAsync(
            http,
            [.. Enumerable.Range(0, 500).Select(number => Heartbeat($"cluster-{number}")), Heartbeat("c")]
        );
        Assert.Equal(2, answer.GetProperty("accepted").GetInt32());
        Assert.Equal(499, answer.GetProperty("rejected").GetInt32());
        Assert.Equal("over_quota", answer.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Ingest_AllBytesUsed_TakesDeletionsOnly()
    {
        await using var api = await ApiHost.StartAsync(("KgRca:Plans:Free:StoredBytes", "1"));
        var (id, http) = await api.AddClientAsync("acme", All, Plan.Free);
        await api.ApplyAsync(id, SeedGraph.Resource("Pod", "a", ApiHost.Now));
        var (status, answer) = await IngestAsync(http, Event("a"), Pod("a", "delete"), Pod("b", "delete"), "[]");
        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.Contains("stored_bytes", answer.GetProperty("detail").GetString());
        Assert.Single(await api.ReadAsync(id, DataTopic.Resources));
        Assert.Empty(await api.ReadAsync(id, DataTopic.Events));
        Assert.Empty(await api.ReadAsync(id, DataTopic.DeadLetter));
    }

    [Fact]
    public async Task Ingest_QuotaNearlyUsed_IsToldInTheAnswer()
    {
        await using var api = await ApiHost.StartAsync(("KgRca:Plans:Free:Clusters", "5"));
        var (_, http) = await api.AddClientAsync("acme", All, Plan.Free);
        var (_, before) = await IngestAsync(http, Event("a"));
        Assert.False(before.TryGetProperty("quotas", out _));
        var (_, near) = await IngestAsync(http, [.. Enumerable.Range(0, 3).Select(number => Heartbeat($"{number}"))]);
        Assert.Equal(
            """[{"quota":"clusters","used":4,"limit":5,"state":"near"}]""",
            near.GetProperty("quotas").GetRawText()
        );
    }

    [Theory]
    [InlineData("api/v1/stats")]
    [InlineData("api/admin/v1/clients/{id}/quotas")]
    public async Task Get_Quotas_SayWhatIsUsed(string path)
    {
        await using var api = await ApiHost.StartAsync(("KgRca:Plans:Free:Resources", "1"));
        var (id, http) = await api.AddClientAsync("acme", All, Plan.Free);
        await api.ApplyAsync(id, SeedGraph.Resource("Pod", "a", ApiHost.Now));
        var quotas = JsonElement
            .Parse(await http.GetStringAsync(path.Replace("{id}", id.Value, StringComparison.Ordinal), Token))
            .GetProperty("quotas");
        Assert.Equal(
            ["resources", "episodes", "stored_bytes", "clusters", "keys"],
            quotas.EnumerateArray().Select(quota => quota.GetProperty("quota").GetString())
        );
        Assert.Equal("""{"quota":"resources","used":1,"limit":1,"state":"reached"}""", quotas[0].GetRawText());
        Assert.Equal("""{"quota":"keys","used":1,"limit":10,"state":"ok"}""", quotas[4].GetRawText());
    }

    [Fact]
    public async Task CreateKey_BeyondTheQuota_Is409UntilOneIsRevoked()
    {
        await using var api = await ApiHost.StartAsync(("KgRca:Plans:Free:Keys", "2"));
        var (id, http) = await api.AddClientAsync("acme", All, Plan.Free);
        var keys = $"api/admin/v1/clients/{id}/keys";
        using var second = await PostKeyAsync(http, keys);
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        using var refused = await PostKeyAsync(http, keys);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        var problem = JsonElement.Parse(await refused.Content.ReadAsStringAsync(Token));
        Assert.Equal("keys", problem.GetProperty("quota").GetString());
        var key = JsonElement.Parse(await second.Content.ReadAsStringAsync(Token)).GetProperty("key_id").GetString();
        await http.DeleteAsync($"{keys}/{key}", Token);
        using var third = await PostKeyAsync(http, keys);
        Assert.Equal(HttpStatusCode.Created, third.StatusCode);
    }

    [Fact]
    public async Task Ingest_DiskFull_Is503AndKeysCanBeRevoked()
    {
        await using var api = await ApiHost.StartAsync(("KgRca:Disk:ReserveBytes", $"{long.MaxValue}"));
        var (id, http) = await api.AddClientAsync("acme", All, Plan.Free);
        var (status, answer) = await IngestAsync(http, Event("a"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("disk is full", answer.GetProperty("detail").GetString());
        using var ready = await http.GetAsync("health/ready", Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("disk is full", await ready.Content.ReadAsStringAsync(Token));
        var key = JsonElement
            .Parse(await http.GetStringAsync($"api/admin/v1/clients/{id}/keys", Token))
            .GetProperty("keys")[0]
            .GetProperty("key_id")
            .GetString();
        using var revoked = await http.DeleteAsync($"api/admin/v1/clients/{id}/keys/{key}", Token);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
    }

    private static Task<HttpResponseMessage> PostKeyAsync(HttpClient http, string path) =>
        http.PostAsJsonAsync(path, new { name = "key", permissions = (string[])["read"] }, Token);

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> IngestAsync(
        HttpClient http,
        params string[] lines
    )
    {
        using var content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
        using var response = await http.PostAsync("api/v1/ingest", content, Token);
        return (response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync(Token)));
    }

    private static string Pod(string name, string op = "upsert") =>
        Line(
            "state.k8s.resource",
            $$$"""{"op":"{{{op}}}","observed_at":"2026-11-21T12:00:00Z","cluster":"c","object":{"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"shop","name":"{{{name}}}" } } }"""
        );

    private static string Event(string pod) =>
        Line(
            "events.normalized",
            $$$"""{"event_id":"{{{pod}}}","event_time":"2026-11-21T12:00:00Z","cluster":"c","source":"k8s.event","severity":"info","reason":"Pulled","message":"m","subject":{"kind":"Pod","namespace":"shop","name":"{{{pod}}}" }}"""
        );

    private static string Heartbeat(string cluster) =>
        Line(
            "agents.heartbeat",
            $$"""{"observed_at":"2026-11-21T12:00:00Z","cluster":"{{cluster}}","version":"1.0","lag_seconds":0,"dropped":0,"records":1}"""
        );

    private static string Line(string topic, string value) =>
        $$"""{"topic":"{{topic}}","key":"k","time":"2026-11-21T12:00:00Z","value":{{value}}}""";
}
