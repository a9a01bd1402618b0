using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using KgRca.Tenancy.Keys;

namespace KgRca.Api.Tests.Http;

public sealed class HeaderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("api/v1/incidents")]
    [InlineData("api/v1/nothing")]
    [InlineData("health/live")]
    public async Task Answer_OfAnyKind_MayNotBeKeptGuessedAtOrFramed(string path)
    {
        await using var api = await ApiHost.StartAsync();
        var (_, http) = await api.AddClientAsync("acme", Permissions.Read);
        using var response = await http.GetAsync(path, Cancellation);
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        Assert.False(response.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("api/v1/incidents")]
    [InlineData("api/v1/stats")]
    [InlineData("health/live")]
    public async Task Head_WhereThereIsGet_AnswersTheSameWithoutABody(string path)
    {
        await using var api = await ApiHost.StartAsync();
        var (_, http) = await api.AddClientAsync("acme", Permissions.Read);
        using var get = await http.GetAsync(path, Cancellation);
        using var head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), Cancellation);
        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task Host_NotAllowed_Is400()
    {
        await using var api = await ApiHost.StartAsync(("AllowedHosts", "kgrca.example.com"));
        using var http = api.Http(null);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync("health/live", Cancellation)).StatusCode);
        http.DefaultRequestHeaders.Host = "kgrca.example.com";
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("health/live", Cancellation)).StatusCode);
    }

    [Theory]
    [InlineData("a\u0000b")]
    [InlineData("line\nbreak")]
    [InlineData("\u202Ereversed")]
    [InlineData("   ")]
    public async Task ClientName_NotPrintable_Is400NamingIt(string name)
    {
        await using var api = await ApiHost.StartAsync();
        using var administrator = await api.AddAdministratorAsync();
        using var response = await administrator.PostAsJsonAsync("api/admin/v1/clients", new { name }, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.True(problem.GetProperty("errors").TryGetProperty("name", out _));
    }
}
