using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using KgRca.Graph;
using KgRca.GraphBuilder.Pipelines;
using KgRca.Tenancy;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KgRca.GraphBuilder.Tests;

public sealed class EpisodeQuotaTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(100, 100)]
    [InlineData(10, 46)] // What the engine may ask for stays.
    [InlineData(1_000, 300)]
    public async Task Enforce_TooManyEpisodes_ForgetsTheOldest(int limit, int expected)
    {
        var folder = Directory.CreateTempSubdirectory("kgrca-quota-").FullName;
        try
        {
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Configuration["DataDirectory"] = folder;
            builder.Configuration["KgRca:Plans:Free:Episodes"] = "5";
            builder.Configuration["KgRca:Plans:Basic:Episodes"] = $"{limit}";
            builder.AddGraph();
            builder.AddTenancy();
            using var host = builder.Build();
            await host.Services.GetRequiredService<TenancyDatabase>().MigrateAsync(Token);
            var clients = host.Services.GetRequiredService<ClientStore>();
            var client = await clients.CreateAsync("acme", Plan.Basic, Token);
            var graph = host.Services.GetRequiredService<IGraphReaders>().Open(client.Id.GraphDatabase);
            var writer = host.Services.GetRequiredService<IGraphWriters>().Open(client.Id.GraphDatabase);
            var owned = new OwnedGraph(graph, writer, 1);
            await owned.CommitAsync([.. Enumerable.Range(0, 300).Select(Episode)], [], [], Token);
            await new EpisodeQuota(clients, host.Services.GetRequiredService<Plans>()).EnforceAsync(
                client.Id,
                owned,
                Now,
                Token
            );
            var left = await graph.FindNodesAsync(new NodeQuery(GraphSchema.Episodic, Limit: 1_000), Token);
            Assert.Equal(expected, left.Nodes.Count);
            Assert.Equal("e0", left.Nodes[^1].Key.Key);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static UpsertNode Episode(int minutesAgo)
    {
        var episode = new EpisodicNode
        {
            EventId = $"e{minutesAgo}",
            EventTime = Now.AddMinutes(-minutesAgo),
            Severity = Severity.Info,
            Source = "k8s.event",
            Reason = "Pulled",
            Message = "m",
            ResourceId = "c/Pod/shop/p",
        };
        return new UpsertNode(EpisodicNode.KeyOf(episode.EventId), episode.ToProperties());
    }
}
