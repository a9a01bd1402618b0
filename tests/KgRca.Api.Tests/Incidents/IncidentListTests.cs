using System.Text.Json;
using KgRca.Contracts.Graphs;
using KgRca.Tenancy.Keys;

namespace KgRca.Api.Tests.Incidents;

public sealed class IncidentListTests
{
    [Fact]
    public async Task List_Incidents_CarryTheirFirstCauses()
    {
        await using var api = await ApiHost.StartAsync();
        var (id, http) = await api.AddClientAsync("acme", Permissions.Read);
        await api.ApplyAsync(
            id,
            [
                .. SeedGraph.Incident("inc-1", ("oom_killed", 0.8999999999), ("node_not_ready", 0.4)),
                .. SeedGraph.Incident("inc-2"),
                .. SeedGraph.Incident("inc-3", ("of_no_class", 0.25)),
            ]
        );
        var incidents = JsonElement
            .Parse(await http.GetStringAsync("api/v1/incidents", TestContext.Current.CancellationToken))
            .GetProperty("incidents")
            .EnumerateArray()
            .ToDictionary(incident => incident.GetProperty("id").GetString() ?? "");
        Assert.Equal(
            """{"event_id":"event-of-inc-1","cause":"oom_killed","title":"Out of memory","confidence":0.9,"object":{"kind":"Deployment","namespace":"shop","name":"web"},"workload":{"kind":"StatefulSet","namespace":"shop","name":"db"}}""",
            incidents["inc-1"].GetProperty("first_cause").GetRawText()
        );
        Assert.False(incidents["inc-2"].TryGetProperty("first_cause", out _));
        Assert.Equal("of_no_class", incidents["inc-3"].GetProperty("first_cause").GetProperty("title").GetString());
    }

    [Fact]
    public async Task Get_Incident_CarriesWhatIsUnknown()
    {
        await using var api = await ApiHost.StartAsync();
        var (id, http) = await api.AddClientAsync("acme", Permissions.Read);
        await api.SeedAsync(id, "inc-1");
        await api.ApplyAsync(
            id,
            new UpsertNode(
                IncidentNode.KeyOf("inc-1"),
                [new(IncidentNode.Names.Unknown, (string[])["No logs have been sent."])]
            )
        );
        foreach (var path in (string[])["api/v1/incidents/inc-1", "api/v1/rca?incident_id=inc-1"])
        {
            var answer = JsonElement.Parse(await http.GetStringAsync(path, TestContext.Current.CancellationToken));
            Assert.Equal("""["No logs have been sent."]""", answer.GetProperty("unknown").GetRawText());
        }
    }
}
