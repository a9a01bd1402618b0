using System.Text.Json;
using KgRca.Contracts.Graphs;
using KgRca.Graph;
using KgRca.Tenancy.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace KgRca.Api.Tests;

public sealed class FindingTests
{
    [Fact]
    public async Task List_ActiveFinding_HasItsEvidence()
    {
        await using var api = await ApiHost.StartAsync();
        var (id, http) = await api.AddClientAsync("acme", Permissions.Read);
        await api
            .Services.GetRequiredService<IGraphStore>()
            .Open(id.GraphDatabase)
            .ApplyAsync(
                new GraphBatch(
                    [
                        new UpsertNode(
                            new NodeKey(GraphSchema.Episodic, "fnd-1"),
                            [
                                new("event_time", ApiHost.Now),
                                new("severity", "error"),
                                new("reason", "ServiceWithoutEndpoints"),
                                new("message", "m"),
                                new("source", "detector"),
                                new("resource_id", "c/Service/shop/pay"),
                                new("finding_state", "active"),
                                new(
                                    "evidence",
                                    (string[])["c/Service/shop/pay\tspec.selector\t{\"app\":\"pays\"}", "damaged"]
                                ),
                            ]
                        ),
                    ],
                    []
                ),
                TestContext.Current.CancellationToken
            );
        using var answer = JsonDocument.Parse(
            await http.GetStringAsync("api/v1/findings", TestContext.Current.CancellationToken)
        );
        var finding = Assert.Single(answer.RootElement.GetProperty("findings").EnumerateArray());
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
}
