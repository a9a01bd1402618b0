using System.Text.Json;
using KgRca.Tenancy.Keys;

namespace KgRca.Api.Tests.Resources;

public sealed class ResourceListTests
{
    [Theory]
    [InlineData("", "lives")]
    [InlineData("?state=existing", "lives")]
    [InlineData("?state=deleted", "gone,gone-unseen")]
    [InlineData("?state=referenced", "named")]
    [InlineData("?state=all", "gone,gone-unseen,lives,named")]
    [InlineData("?state=all&kind=Secret", "named")]
    [InlineData("?kind=Secret", "")]
    public async Task List_State_SelectsObjects(string query, string names)
    {
        await using var api = await ApiHost.StartAsync();
        var (id, http) = await api.AddClientAsync("acme", Permissions.Read);
        await api.ApplyAsync(
            id,
            SeedGraph.Resource("Pod", "lives", ApiHost.Now),
            SeedGraph.Resource("Pod", "gone", ApiHost.Now, ApiHost.Now),
            SeedGraph.Resource("Pod", "gone-unseen", null, ApiHost.Now),
            SeedGraph.Resource("Secret", "named", null)
        );
        var page = await ReadAsync(http, $"api/v1/resources{query}");
        Assert.Equal(names, string.Join(',', Names(page).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task List_ManyDeletedBetween_PagesHoldWhatTheyPromise()
    {
        await using var api = await ApiHost.StartAsync();
        var (id, http) = await api.AddClientAsync("acme", Permissions.Read);
        await api.ApplyAsync(
            id,
            [
                .. Enumerable
                    .Range(0, 700)
                    .Select(i =>
                        SeedGraph.Resource("Pod", $"p{i:000}", ApiHost.Now, i % 100 == 50 ? null : ApiHost.Now)
                    ),
            ]
        );
        var first = await ReadAsync(http, "api/v1/resources?limit=4");
        var second = await ReadAsync(
            http,
            $"api/v1/resources?limit=4&cursor={Uri.EscapeDataString(first.GetProperty("next_cursor").GetString() ?? "")}"
        );
        Assert.Equal(["p050", "p150", "p250", "p350"], Names(first));
        Assert.Equal(["p450", "p550", "p650"], Names(second));
        Assert.False(second.TryGetProperty("next_cursor", out _));
    }

    private static IEnumerable<string?> Names(JsonElement page) =>
        page.GetProperty("resources").EnumerateArray().Select(item => item.GetProperty("name").GetString());

    private static async Task<JsonElement> ReadAsync(HttpClient http, string path) =>
        JsonElement.Parse(await http.GetStringAsync(path, TestContext.Current.CancellationToken));
}
