using System.Net;
using System.Text;
using System.Text.Json;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Keys;

namespace KgRca.Api.Tests.Limits;

public sealed class RateBudgetTests
{
    [Fact]
    public async Task Get_OverTheLimit_Is429WithHeaders()
    {
        await using var api = await ApiHost.StartAsync();
        var (_, http) = await api.AddClientAsync("acme", Permissions.Read, Plan.Free);
        await ReadAllAsync(http);
        using var refused = await GetAsync(http);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.Equal(TimeSpan.FromSeconds(60), refused.Headers.RetryAfter?.Delta);
        Assert.Equal("\"default\";q=100;w=60", refused.Headers.GetValues("RateLimit-Policy").Single());
        Assert.Equal("\"default\";r=0;t=60", refused.Headers.GetValues("RateLimit").Single());
        api.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(http)).StatusCode);
    }

    [Fact]
    public async Task Ingest_AfterABurstOfReads_IsAccepted()
    {
        await using var api = await ApiHost.StartAsync();
        var (_, http) = await api.AddClientAsync("acme", Permissions.Read | Permissions.Ingest, Plan.Free);
        await ReadAllAsync(http);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await GetAsync(http)).StatusCode);
        using var sent = await IngestAsync(http);
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        Assert.Equal("\"ingest\";q=100;w=60", sent.Headers.GetValues("RateLimit-Policy").Single());
        Assert.Equal("\"ingest\";r=99;t=60", sent.Headers.GetValues("RateLimit").Single());
    }

    [Fact]
    public async Task Get_AfterABurstOfIngestion_IsAnswered()
    {
        await using var api = await ApiHost.StartAsync();
        var (_, http) = await api.AddClientAsync("acme", Permissions.Read | Permissions.Ingest, Plan.Free);
        for (var i = 0; i < 100; i++)
            Assert.Equal(HttpStatusCode.OK, (await IngestAsync(http)).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await IngestAsync(http)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(http)).StatusCode);
    }

    [Fact]
    public async Task Get_OtherClientAtItsLimit_IsNotAffected()
    {
        await using var api = await ApiHost.StartAsync();
        var (_, busy) = await api.AddClientAsync("busy", Permissions.Read, Plan.Free);
        var (_, other) = await api.AddClientAsync("other", Permissions.Read, Plan.Free);
        await ReadAllAsync(busy);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await GetAsync(busy)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(other)).StatusCode);
    }

    [Fact]
    public async Task Get_PlanWithoutALimit_SaysSo()
    {
        await using var api = await ApiHost.StartAsync();
        var (_, http) = await api.AddClientAsync("acme", Permissions.Read);
        using var answer = await GetAsync(http);
        Assert.Equal("\"unlimited\"", answer.Headers.GetValues("RateLimit").Single());
    }

    [Fact]
    public async Task Usage_RefusedRequests_AreNotCounted()
    {
        await using var api = await ApiHost.StartAsync();
        var (id, http) = await api.AddClientAsync("acme", Permissions.Read, Plan.Free);
        await ReadAllAsync(http);
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.TooManyRequests, (await GetAsync(http)).StatusCode);
        using var administrator = await api.AddAdministratorAsync();
        var usage = JsonElement.Parse(
            await administrator.GetStringAsync(
                $"api/admin/v1/clients/{id}/usage",
                TestContext.Current.CancellationToken
            )
        );
        var calls = Assert.Single(
            usage.GetProperty("usage").EnumerateArray(),
            line => line.GetProperty("meter").GetString() == "api_calls"
        );
        Assert.Equal(100, calls.GetProperty("quantity").GetInt64());
    }

    private static async Task ReadAllAsync(HttpClient http)
    {
        for (var i = 0; i < 100; i++)
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(http)).StatusCode);
    }

    private static Task<HttpResponseMessage> GetAsync(HttpClient http) =>
        http.GetAsync("api/v1/agents", TestContext.Current.CancellationToken);

    private static async Task<HttpResponseMessage> IngestAsync(HttpClient http)
    {
        using var content = new StringContent("", Encoding.UTF8, "application/x-ndjson");
        return await http.PostAsync("api/v1/ingest", content, TestContext.Current.CancellationToken);
    }
}
