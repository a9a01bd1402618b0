using System.Text.Json;
using KgRca.Contracts.Graphs;
using KgRca.Tenancy.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace KgRca.Api.Tests.Resources;

public sealed class ResourceGraphTests
{
    [Fact]
    public async Task Get_Calls_SayHowTheyAreKnownAndHowTheyWent()
    {
        await using var api = await ApiHost.StartAsync();
        var (id, http) = await api.AddClientAsync("acme", Permissions.Read);
        NodeKey Key(string resource) => new(GraphSchema.Resource, resource);
        UpsertNode Node(string kind, string name) =>
            new(
                Key($"c/{kind}/shop/{name}"),
                [new("cluster", "c"), new("kind", kind), new("namespace", "shop"), new("name", name)]
            );
        await api.ApplyAsync(
            id,
            Node("Deployment", "web"),
            Node("Service", "cart"),
            Node("Service", "db"),
            Node("Service", "old"),
            new UpsertRelationship(
                new("CALLS", Key("c/Deployment/shop/web"), Key("c/Service/shop/cart")),
                [
                    new("observed_at", ApiHost.Now),
                    new("source", "trace"),
                    new("rate", 2.5),
                    new("error_ratio", 0.1),
                    new("latency_p50_ms", 4.0),
                    new("latency_p95_ms", 20.5),
                ]
            ),
            new UpsertRelationship(
                new("CALLS", Key("c/Deployment/shop/web"), Key("c/Service/shop/db")),
                [new("observed_at", ApiHost.Now), new("source", "declared")]
            ),
            new UpsertRelationship(
                new("CALLS", Key("c/Deployment/shop/web"), Key("c/Service/shop/old")),
                [new("observed_at", ApiHost.Now)]
            )
        );
        using var answer = JsonDocument.Parse(
            await http.GetStringAsync(
                "api/v1/resources/graph?id=c/Deployment/shop/web",
                TestContext.Current.CancellationToken
            )
        );
        Assert.Equal(
            [
                """c/Service/shop/cart {"source":"trace","rate":2.5,"error_ratio":0.1,"latency_p50_ms":4,"latency_p95_ms":20.5}""",
                """c/Service/shop/db {"source":"declared"}""",
                "c/Service/shop/old ",
            ],
            answer
                .RootElement.GetProperty("relationships")
                .EnumerateArray()
                .Select(item =>
                    $"{item.GetProperty("to").GetString()} {(item.TryGetProperty("calls", out var calls) ? calls.GetRawText() : "")}"
                )
                .Order(StringComparer.Ordinal)
        );
    }
}
