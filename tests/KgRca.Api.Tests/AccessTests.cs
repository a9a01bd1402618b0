using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Tenancy.Keys;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace KgRca.Api.Tests;

public sealed class AccessTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("kg_")]
    [InlineData("nonsense")]
    [InlineData("kg_client-acme-abcdef_00000000000000000000000000000000")]
    public async Task Get_InvalidKey_Is401WithoutAHint(string? key)
    {
        await using var api = await ApiHost.StartAsync();
        using var http = api.Http(key is null ? null : new AuthenticationHeaderValue("Bearer", key));
        using var response = await http.GetAsync("api/v1/incidents", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
        Assert.Equal("A valid API key is required", problem.RootElement.GetProperty("title").GetString());
    }

    [Fact]
    public async Task Get_RevokedKey_Is401AtOnce()
    {
        await using var api = await ApiHost.StartAsync();
        var (id, http) = await api.AddClientAsync("acme", Permissions.Read);
        Assert.Equal(
            HttpStatusCode.OK,
            (await http.GetAsync("api/v1/incidents", TestContext.Current.CancellationToken)).StatusCode
        );
        var keys = api.Services.GetRequiredService<ApiKeyStore>();
        foreach (var key in await keys.ListAsync(id, TestContext.Current.CancellationToken))
            await keys.RevokeAsync(id, key.Id, TestContext.Current.CancellationToken);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await http.GetAsync("api/v1/incidents", TestContext.Current.CancellationToken)).StatusCode
        );
    }

    [Fact]
    public async Task AnyEndpoint_WithoutAKey_Is401_AndWithoutThePermission_403()
    {
        await using var api = await ApiHost.StartAsync();
        using var nobody = api.Http(null);
        var (_, powerless) = await api.AddClientAsync("acme", Permissions.None);
        var routes = Routes(api).ToList();
        Assert.True(routes.Count >= 20, "The endpoints were not found.");
        foreach (var (method, path) in routes)
        {
            using var anonymous = new HttpRequestMessage(method, path);
            Assert.True(
                HttpStatusCode.Unauthorized
                    == (await nobody.SendAsync(anonymous, TestContext.Current.CancellationToken)).StatusCode,
                $"{method} {path}"
            );
            using var forbidden = new HttpRequestMessage(method, path);
            var status = (await powerless.SendAsync(forbidden, TestContext.Current.CancellationToken)).StatusCode;
            Assert.True(
                status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized,
                $"{method} {path}: {status}"
            );
        }
    }

    [Fact]
    public async Task AnyEndpoint_OfAnotherClient_ShowsNothingOfIt()
    {
        await using var api = await ApiHost.StartAsync();
        var (own, http) = await api.AddClientAsync(
            "own",
            Permissions.Read | Permissions.Query | Permissions.Ingest | Permissions.Admin
        );
        var (other, _) = await api.AddClientAsync("other", Permissions.Read);
        await api.SeedAsync(own, "inc-own");
        await api.SeedAsync(other, "inc-secret");
        foreach (var (method, template) in Routes(api))
        {
            // Whatever the parameters are called, they name what is the other client's.
            var path = template.Replace("client-x", other.Value, StringComparison.Ordinal);
            foreach (
                var query in (string[])
                    ["", "?incident_id=inc-secret", "?id=c/Pod/shop/inc-secret&depth=5", "?q=inc-secret"]
            )
            {
                using var request = new HttpRequestMessage(
                    method,
                    path.Replace("/x", "/inc-secret", StringComparison.Ordinal) + query
                );
                using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.DoesNotContain(
                    "event-of-inc-secret",
                    await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
                );
                if (path.Contains(other.Value, StringComparison.Ordinal))
                    Assert.True(
                        response.StatusCode
                            is HttpStatusCode.NotFound
                                or HttpStatusCode.Unauthorized
                                or HttpStatusCode.Forbidden
                                or HttpStatusCode.UnsupportedMediaType,
                        $"{method} {path}: {response.StatusCode}"
                    );
            }
        }
    }

    [Theory]
    [InlineData("GET", "api/v1/search/semantic?q=oom", "query")]
    [InlineData("POST", "api/v1/query/cypher", "query")]
    [InlineData("POST", "api/v1/ingest", "ingest")]
    [InlineData("GET", "api/v1/incidents", "read")]
    [InlineData("GET", "api/admin/v1/clients/client-x/keys", "admin")]
    public async Task Request_WithoutThePermission_Is403NamingIt(string method, string path, string permission)
    {
        await using var api = await ApiHost.StartAsync();
        var held = permission == "read" ? Permissions.Ingest : Permissions.Read;
        var (id, http) = await api.AddClientAsync("acme", held);
        using var request = new HttpRequestMessage(
            new HttpMethod(method),
            path.Replace("client-x", id.Value, StringComparison.Ordinal)
        );
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        using var problem = JsonDocument.Parse(
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
        Assert.Equal(permission, problem.RootElement.GetProperty("required_permission").GetString());
        var detail = problem.RootElement.GetProperty("detail").GetString();
        Assert.Contains($"the permission '{permission}'", detail);
        Assert.Contains(permission == "read" ? "This key has: ingest." : "This key has: read.", detail);
    }

    [Theory]
    [InlineData("incidents?status=broken", "status")]
    [InlineData("incidents?severity=bad", "severity")]
    [InlineData("incidents?limit=0", "limit")]
    [InlineData("incidents?limit=many", "limit")]
    [InlineData("incidents?from=yesterday", "from")]
    [InlineData("incidents?cursor=%21", "cursor")]
    [InlineData("rca", "incident_id")]
    [InlineData("resources?limit=5000", "limit")]
    [InlineData("resources?cursor=x", "cursor")]
    [InlineData("resources/graph", "id")]
    [InlineData("resources/graph?id=a&depth=6", "depth")]
    [InlineData("findings?state=gone", "state")]
    [InlineData("search/semantic", "q")]
    [InlineData("search/semantic?q=oom&limit=101", "limit")]
    [InlineData("search/semantic?q=oom&from=today", "from")]
    [InlineData("resources?state=gone", "state")]
    [InlineData("resources?limit=some", "limit")]
    [InlineData("resources/graph?id=a&depth=deep", "depth")]
    public async Task Get_BadParameter_Is400NamingIt(string path, string parameter)
    {
        await using var api = await ApiHost.StartAsync();
        var (_, http) = await api.AddClientAsync("acme", Permissions.Read | Permissions.Query);
        using var response = await http.GetAsync($"api/v1/{path}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
        var error = Assert.Single(problem.RootElement.GetProperty("errors").EnumerateObject());
        Assert.Equal(parameter, error.Name);
        Assert.StartsWith(parameter, Assert.Single(error.Value.EnumerateArray()).GetString());
        Assert.Equal("Invalid request", problem.RootElement.GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("incidents/inc-unknown")]
    [InlineData("rca?incident_id=inc-unknown")]
    [InlineData("resources/graph?id=c/Pod/n/unknown")]
    public async Task Get_Unknown_Is404(string path)
    {
        await using var api = await ApiHost.StartAsync();
        var (_, http) = await api.AddClientAsync("acme", Permissions.Read);
        using var response = await http.GetAsync($"api/v1/{path}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"incident_id\":\"\",\"event_id\":\"e\",\"verdict\":\"correct\"}")]
    [InlineData("{\"incident_id\":\"i\",\"event_id\":\"e\"}")]
    [InlineData("{\"incident_id\":\"i\",\"event_id\":\"e\",\"verdict\":\"maybe\"}")]
    public async Task PostFeedback_BadBody_Is400(string body)
    {
        await using var api = await ApiHost.StartAsync();
        var (_, http) = await api.AddClientAsync("acme", Permissions.Query);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(
            "api/v1/rca/feedback",
            content,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task PostFeedback_OnACause_IsInTheLog()
    {
        await using var api = await ApiHost.StartAsync();
        var (id, http) = await api.AddClientAsync("acme", Permissions.Query | Permissions.Read);
        await api.SeedAsync(id, "inc-1");
        using var response = await http.PostAsJsonAsync(
            "api/v1/rca/feedback",
            new
            {
                incident_id = "inc-1",
                event_id = "event-of-inc-1",
                verdict = "correct",
            },
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var (value, _) = Assert.Single(await api.ReadAsync(id, DataTopic.Feedback));
        Assert.Contains(
            "\"event_id\":\"event-of-inc-1\",\"cause\":\"oom_killed\",\"verdict\":\"correct\",\"rank\":1",
            value
        );
        var metrics = await http.GetStringAsync("metrics", TestContext.Current.CancellationToken);
        Assert.Contains("kg_rca_accuracy_at_k{k=\"1\"}", metrics);
        Assert.Contains("kg_rca_mean_average_rank ", metrics);
        using var withdrawn = await http.PostAsJsonAsync(
            "api/v1/rca/feedback",
            new
            {
                incident_id = "inc-1",
                event_id = "event-of-inc-1",
                verdict = "withdrawn",
            },
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.OK, withdrawn.StatusCode);
        Assert.DoesNotContain(
            "kg_rca_mean_average_rank ",
            await http.GetStringAsync("metrics", TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task GetStatistics_PrivateLabels_AreNotCounted()
    {
        await using var api = await ApiHost.StartAsync();
        var (id, http) = await api.AddClientAsync("acme", Permissions.Read);
        await api.SeedAsync(id, "inc-1");
        await api.ApplyAsync(id, new UpsertNode(EngineNode.Key, new EngineNode(ApiHost.Now).ToProperties()));
        var nodes = JsonElement
            .Parse(await http.GetStringAsync("api/v1/stats", TestContext.Current.CancellationToken))
            .GetProperty("nodes");
        Assert.Equal("""{"Episodic":1,"Incident":1,"Resource":1}""", nodes.GetRawText());
    }

    [Fact]
    public async Task Administration_ClientWithKey_ComesAndGoes()
    {
        await using var api = await ApiHost.StartAsync();
        using var http = await api.AddAdministratorAsync();
        var client = await PostAsync(http, "api/admin/v1/clients", new { name = "Acme GmbH", plan = "basic" });
        var id = client.GetProperty("client_id").GetString();
        Assert.StartsWith("client-acme-gmbh-", id);
        var key = await PostAsync(http, $"api/admin/v1/clients/{id}/keys", new { name = "agent", permissions = Read });
        using var caller = api.Http(new AuthenticationHeaderValue("Bearer", key.GetProperty("secret").GetString()));
        Assert.Equal(
            HttpStatusCode.OK,
            (await caller.GetAsync("api/v1/incidents", TestContext.Current.CancellationToken)).StatusCode
        );
        Assert.DoesNotContain(
            key.GetProperty("secret").GetString() ?? "-",
            await http.GetStringAsync($"api/admin/v1/clients/{id}/keys", TestContext.Current.CancellationToken)
        );
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await http.DeleteAsync($"api/admin/v1/clients/{id}", TestContext.Current.CancellationToken)).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await caller.GetAsync("api/v1/incidents", TestContext.Current.CancellationToken)).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await http.GetAsync($"api/admin/v1/clients/{id}", TestContext.Current.CancellationToken)).StatusCode
        );
    }

    [Fact]
    public async Task OpenApi_HasEveryEndpointWithAnswers()
    {
        await using var api = await ApiHost.StartAsync();
        using var http = api.Http(null);
        using var document = JsonDocument.Parse(
            await http.GetStringAsync("openapi/v1.json", TestContext.Current.CancellationToken)
        );
        var paths = document.RootElement.GetProperty("paths");
        foreach (var endpoint in Endpoints(api))
        {
            var path = $"/{endpoint.RoutePattern.RawText?.Trim('/')}";
            var method = endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods[0].ToLowerInvariant();
            Assert.True(
                paths.TryGetProperty(path, out var item)
                    && item.TryGetProperty(method, out var operation)
                    && operation.TryGetProperty("summary", out _),
                $"{method} {path}"
            );
        }
    }

    [Fact]
    public async Task OpenApi_QueryParameters_HaveNamesTypesAndDescriptions()
    {
        await using var api = await ApiHost.StartAsync();
        using var http = api.Http(null);
        using var document = JsonDocument.Parse(
            await http.GetStringAsync("openapi/v1.json", TestContext.Current.CancellationToken)
        );
        var parameters = document
            .RootElement.GetProperty("paths")
            .GetProperty("/api/v1/resources")
            .GetProperty("get")
            .GetProperty("parameters")
            .EnumerateArray()
            .ToDictionary(parameter => parameter.GetProperty("name").GetString() ?? "");
        Assert.Equal(["cursor", "kind", "limit", "name", "namespace", "state"], parameters.Keys.Order());
        Assert.All(parameters.Values, parameter => Assert.NotEmpty(parameter.GetProperty("description").GetString()!));
        var limit = parameters["limit"].GetProperty("schema");
        Assert.Equal((1, 1_000), (limit.GetProperty("minimum").GetInt32(), limit.GetProperty("maximum").GetInt32()));
        Assert.Equal(100, limit.GetProperty("default").GetInt32());
        Assert.Equal("existing", parameters["state"].GetProperty("schema").GetProperty("default").GetString());
    }

    private static readonly string[] Read = ["read"];

    private static IEnumerable<RouteEndpoint> Endpoints(ApiHost api) =>
        api
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint =>
                endpoint.RoutePattern.RawText?.TrimStart('/').StartsWith("api/", StringComparison.Ordinal) == true
            );

    private static IEnumerable<(HttpMethod Method, string Path)> Routes(ApiHost api) =>
        Endpoints(api)
            .Select(endpoint =>
                (
                    new HttpMethod(endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods[0]),
                    endpoint
                        .RoutePattern.RawText?.Trim('/')
                        .Replace("clients/{id}", "clients/client-x", StringComparison.Ordinal)
                        .Replace("{keyId}", "x", StringComparison.Ordinal)
                        .Replace("{id}", "x", StringComparison.Ordinal)
                        ?? ""
                )
            );

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, object body)
    {
        using var response = await http.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
