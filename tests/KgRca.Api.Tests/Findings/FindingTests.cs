using System.Text.Json;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using KgRca.Tenancy.Keys;

namespace KgRca.Api.Tests.Findings;

public sealed class FindingTests
{
    private static readonly EpisodicNode Selector = new()
    {
        EventId = "fnd-1",
        EventTime = ApiHost.Now,
        Severity = Severity.Error,
        Source = "detector",
        Reason = "ServiceWithoutEndpoints",
        Message = "selects no Pod",
        ResourceId = "c/Service/shop/pay",
        Cause = "service_selector_mismatch",
        FindingState = EpisodicNode.Active,
        Evidence = ["c/Service/shop/pay\tspec.selector\t{\"app\":\"pays\"}", "damaged"],
    };

    [Fact]
    public async Task List_ActiveFinding_HasItsEvidence()
    {
        await using var api = await ApiHost.StartAsync();
        var finding = Assert.Single(await ListAsync(api, Selector));
        var evidence = Assert.Single(finding.GetProperty("evidence").EnumerateArray());
        Assert.Equal(
            ("c/Service/shop/pay", "spec.selector", """{"app":"pays"}"""),
            (
                evidence.GetProperty("object").GetString(),
                evidence.GetProperty("member").GetString(),
                evidence.GetProperty("value").GetString()
            )
        );
    }

    [Fact]
    public async Task List_KnownCause_SaysWhatIsWrongWithWhatAndWhatToDo()
    {
        await using var api = await ApiHost.StartAsync();
        var cause = RootCause.Rules.CauseClasses.All[0];
        var finding = Assert.Single(await ListAsync(api, Selector with { Cause = cause.Id }));
        Assert.Equal(
            (cause.Title, cause.NextStep, "Service", "shop", "pay"),
            (
                finding.GetProperty("title").GetString(),
                finding.GetProperty("next_step").GetString(),
                finding.GetProperty("object").GetProperty("kind").GetString(),
                finding.GetProperty("object").GetProperty("namespace").GetString(),
                finding.GetProperty("object").GetProperty("name").GetString()
            )
        );
    }

    [Theory]
    [InlineData("c/Node//worker-1", """{"kind":"Node","name":"worker-1"}""")]
    [InlineData("c/Pod/shop/bare", """{"kind":"Pod","namespace":"shop","name":"bare"}""")]
    [InlineData("c/Pod/shop/web-1-a", """{"kind":"Deployment","namespace":"shop","name":"web"}""")]
    [InlineData("c/ReplicaSet/shop/web-1", """{"kind":"Deployment","namespace":"shop","name":"web"}""")]
    [InlineData("c/Deployment/shop/web", """{"kind":"Deployment","namespace":"shop","name":"web"}""")]
    public async Task List_Object_IsTheOneThatSomebodyWrote(string resource, string expected)
    {
        await using var api = await ApiHost.StartAsync();
        var finding = Assert.Single(await ListAsync(api, Selector with { ResourceId = resource }));
        Assert.Equal(expected, finding.GetProperty("object").GetRawText());
    }

    [Fact]
    public async Task List_SameFindingInALaterOccurrence_KeepsItsId()
    {
        await using var api = await ApiHost.StartAsync();
        var later = Selector with
        {
            EventId = "fnd-2",
            EventTime = ApiHost.Now.AddHours(1),
            Severity = Severity.Critical,
            Message = "still selects no Pod",
        };
        var findings = await ListAsync(api, Selector, later, Selector with { EventId = "fnd-3", Cause = "oom_killed" });
        var ids = findings.ToDictionary(
            finding => finding.GetProperty("finding").GetProperty("event_id").GetString() ?? "",
            finding => finding.GetProperty("id").GetString()
        );
        Assert.Equal(ids["fnd-1"], ids["fnd-2"]);
        Assert.NotEqual(ids["fnd-1"], ids["fnd-3"]);
    }

    private static async Task<List<JsonElement>> ListAsync(ApiHost api, params EpisodicNode[] findings)
    {
        var (id, http) = await api.AddClientAsync("acme", Permissions.Read);
        await api.ApplyAsync(
            id,
            SeedGraph.Resource("Application", "shop", ApiHost.Now),
            SeedGraph.Resource("Deployment", "web", ApiHost.Now),
            SeedGraph.Resource("ReplicaSet", "web-1", ApiHost.Now),
            SeedGraph.Resource("Pod", "web-1-a", ApiHost.Now),
            SeedGraph.Resource("Pod", "bare", ApiHost.Now),
            SeedGraph.Controls("Application", "shop", "Deployment", "web"),
            SeedGraph.Controls("Deployment", "web", "ReplicaSet", "web-1"),
            SeedGraph.Controls("ReplicaSet", "web-1", "Pod", "web-1-a")
        );
        await api.ApplyAsync(
            id,
            [.. findings.Select(finding => new UpsertNode(EpisodicNode.KeyOf(finding.EventId), finding.ToProperties()))]
        );
        var answer = JsonElement.Parse(
            await http.GetStringAsync("api/v1/findings", TestContext.Current.CancellationToken)
        );
        return [.. answer.GetProperty("findings").EnumerateArray()];
    }
}
