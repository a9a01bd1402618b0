using System.Net;
using System.Text.Json;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;
using KgRca.Tenancy.Agents;
using KgRca.Tenancy.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace KgRca.Api.Tests.Http;

/// <summary>What a client has may be as large as its records may be; an answer is not.</summary>
public sealed class AnswerSizeTests
{
    private const int MaxBytes = 3 << 20;
    private const int Errors = 300;
    private static readonly string LongText = new('x', RecordLimits.TextLength);

    [Theory]
    [InlineData("api/v1/incidents?limit=500")]
    [InlineData("api/v1/incidents/inc-1")]
    [InlineData("api/v1/incidents/inc-1/errors?limit=500")]
    [InlineData("api/v1/rca?incident_id=inc-1")]
    [InlineData("api/v1/resources?limit=1000&state=all")]
    [InlineData("api/v1/resources/graph?id=c/Pod/shop/inc-1&depth=5")]
    [InlineData("api/v1/findings?limit=500")]
    [InlineData("api/v1/agents?limit=500")]
    [InlineData("api/v1/search/semantic?q=xxx&limit=100")]
    [InlineData("api/v1/search/semantic?q=OOMKilled&limit=100")]
    [InlineData("api/v1/stats")]
    public async Task Get_LargeGraph_IsBounded(string path)
    {
        await using var api = await ApiHost.StartAsync();
        var (id, http) = await api.AddClientAsync("acme", Permissions.Read | Permissions.Query);
        await SeedAsync(api, id);
        using var response = await http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True(body.Length < MaxBytes, $"{path} has {body.Length} bytes.");
    }

    [Theory]
    [InlineData("api/v1/incidents/inc-1/errors?limit=500", "errors", Errors)]
    [InlineData("api/v1/findings?limit=500", "findings", Errors)]
    [InlineData("api/v1/agents?limit=500", "agents", 600)]
    [InlineData("api/v1/resources?limit=7", "resources", 41)]
    public async Task Get_PageAfterPage_GivesEverythingOnce(string path, string list, int expected)
    {
        await using var api = await ApiHost.StartAsync();
        var (id, http) = await api.AddClientAsync("acme", Permissions.Read);
        await SeedAsync(api, id);
        var seen = new List<string>();
        for (string? cursor = ""; cursor is not null; )
        {
            var page = JsonElement.Parse(
                await http.GetStringAsync(
                    cursor.Length == 0 ? path : $"{path}&cursor={cursor}",
                    TestContext.Current.CancellationToken
                )
            );
            seen.AddRange(page.GetProperty(list).EnumerateArray().Select(item => item.GetRawText()));
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        Assert.Equal(expected, seen.Distinct().Count());
        Assert.Equal(expected, seen.Count);
    }

    [Fact]
    public async Task GetIncident_ManyErrors_PointsToTheRest()
    {
        await using var api = await ApiHost.StartAsync();
        var (id, http) = await api.AddClientAsync("acme", Permissions.Read);
        await SeedAsync(api, id);
        var incident = JsonElement.Parse(
            await http.GetStringAsync("api/v1/incidents/inc-1", TestContext.Current.CancellationToken)
        );
        var first = incident.GetProperty("errors").GetArrayLength();
        var rest = 0;
        for (var cursor = incident.GetProperty("errors_next_cursor").GetString(); cursor is not null; )
        {
            var page = JsonElement.Parse(
                await http.GetStringAsync(
                    $"api/v1/incidents/inc-1/errors?cursor={cursor}",
                    TestContext.Current.CancellationToken
                )
            );
            rest += page.GetProperty("errors").GetArrayLength();
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        Assert.Equal(Errors, first + rest);
        Assert.Equal(20_000, incident.GetProperty("incident").GetProperty("resource_count").GetInt32());
        Assert.Equal(100, incident.GetProperty("incident").GetProperty("resource_ids").GetArrayLength());
    }

    [Theory]
    [InlineData("api/v1/incidents/inc-1/errors?cursor=nonsense")]
    [InlineData("api/v1/incidents/inc-1/errors?cursor=*")]
    [InlineData("api/v1/agents?cursor=nonsense")]
    [InlineData("api/v1/agents?cursor=OTk5OTk5OTk5OTk5OTk5OTk5IGE")]
    [InlineData("api/v1/agents?limit=0")]
    public async Task Get_StrangePage_Is400(string path)
    {
        await using var api = await ApiHost.StartAsync();
        var (id, http) = await api.AddClientAsync("acme", Permissions.Read);
        await api.SeedAsync(id, "inc-1");
        using var response = await http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task GetUsage_OfTooManyDays_Is400()
    {
        await using var api = await ApiHost.StartAsync();
        var (id, _) = await api.AddClientAsync("acme", Permissions.Read);
        using var http = await api.AddAdministratorAsync();
        using var response = await http.GetAsync(
            $"api/admin/v1/clients/{id}/usage?from=0001-01-01",
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static async Task SeedAsync(ApiHost api, TenantId client)
    {
        var incident = new IncidentNode
        {
            Id = "inc-1",
            StartedAt = ApiHost.Now,
            LastErrorAt = ApiHost.Now,
            Status = IncidentNode.Open,
            Severity = Severity.Error,
            Title = "OOMKilled: Pod",
            ErrorCount = Errors,
            ResourceIds =
            [
                .. Enumerable.Range(0, 20_000).Select(number => $"c/Pod/shop/{new string('p', 200)}{number}"),
            ],
            Unknown = [.. Enumerable.Repeat(LongText, 100)],
        };
        await api.ApplyAsync(client, [.. SeedGraph.Incident("inc-1", ("oom_killed", 0.9))]);
        await api.ApplyAsync(client, new UpsertNode(IncidentNode.KeyOf("inc-1"), incident.ToProperties()));
        await api.ApplyAsync(client, [.. Enumerable.Range(1, Errors - 1).SelectMany(Error)]);
        await api.ApplyAsync(client, [.. Enumerable.Range(0, 41).SelectMany(LargeObject)]);
        var agents = api.Services.GetRequiredService<AgentRegistry>();
        for (var i = 0; i < 600; i++)
            agents.Report(client, new AgentReport($"agent-{i}", "1.0", ApiHost.Now.AddSeconds(i / 10), 0, 0, 0));
    }

    private static IEnumerable<GraphChange> Error(int number)
    {
        var episode = new EpisodicNode
        {
            EventId = $"event-{number}",
            EventTime = ApiHost.Now.AddSeconds(number / 3),
            Severity = Severity.Error,
            Source = "detector",
            Reason = "OOMKilled",
            Message = $"{number} {LongText[10..]}",
            ResourceId = "c/Pod/shop/inc-1",
            FindingState = EpisodicNode.Active,
        };
        yield return new UpsertNode(EpisodicNode.KeyOf(episode.EventId), episode.ToProperties());
        yield return new UpsertRelationship(
            new(GraphSchema.SameIncident, EpisodicNode.KeyOf(episode.EventId), IncidentNode.KeyOf("inc-1")),
            []
        );
        if (number > 9)
            yield break;
        var cause = new CauseRelationship
        {
            Rank = number + 1,
            Confidence = 0.5,
            Cause = "oom_killed",
            Object = new ObjectReference("Deployment", "web", "shop"),
            Explanation = LongText,
            Against = [.. Enumerable.Repeat(LongText, 20)],
        };
        yield return new UpsertRelationship(CauseRelationship.KeyOf(episode.EventId, "inc-1"), cause.ToProperties());
    }

    private static IEnumerable<GraphChange> LargeObject(int number)
    {
        var id = new ResourceId("c", "ConfigMap", "shop", $"large-{number}");
        var node = new ResourceNode(id, ObservedAt: ApiHost.Now, Object: new string('x', 900_000));
        yield return new UpsertNode(ResourceNode.KeyOf(id), node.ToProperties());
        yield return new UpsertRelationship(
            new("USES", ResourceNode.KeyOf(new ResourceId("c", "Pod", "shop", "inc-1")), ResourceNode.KeyOf(id)),
            new TopologyRelationship(ApiHost.Now).ToProperties(EdgeType.Uses)
        );
    }
}
