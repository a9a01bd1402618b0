using System.Text;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.EventLog.Embedded;
using KgRca.EventLog.Tenants;
using KgRca.Graph;
using KgRca.Graph.Storage;
using KgRca.Scenarios;
using KgRca.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KgRca.GraphBuilder.Tests;

/// <summary>Builders that share the tenants of one log and come and go under load.</summary>
public sealed class RebalanceTests : IAsyncDisposable
{
    private const int Tenants = 6;

    private readonly string _folder = Directory.CreateTempSubdirectory("kgrca-rebalance-").FullName;
    private readonly EmbeddedEventLog _log;
    private readonly EmbeddedGraphStore _graphs;

    public RebalanceTests()
    {
        _log = new EmbeddedEventLog(new EventLogOptions { DataDirectory = _folder }, TimeProvider.System);
        _graphs = new EmbeddedGraphStore(
            new GraphOptions { DataDirectory = _folder },
            GraphSchema.NodeTypes,
            TimeProvider.System
        );
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Build_BuildersThatComeAndGo_LosesAndDoublesNothing()
    {
        var tenants = Enumerable.Range(0, Tenants).Select(number => TenantId.Create($"t{number}")).ToList();
        foreach (var tenant in tenants)
            await TenantTopics.EnsureAsync(_log, tenant, 2, Token);
        var chunks = ShopScenario.Generate().Chunk(40).ToList();
        var builders = new List<WebApplication> { await StartBuilderAsync() };
        for (var i = 0; i < chunks.Count; i++)
        {
            foreach (var tenant in tenants)
                await AppendAsync(tenant, chunks[i]);
            if (i % 3 == 1)
            {
                builders.Add(await StartBuilderAsync());
            }
            else if (i % 3 == 2)
            {
                await builders[0].DisposeAsync();
                builders.RemoveAt(0);
            }
        }
        foreach (var tenant in tenants)
            await WaitUntilBuiltAsync(tenant);
        foreach (var builder in builders)
            await builder.DisposeAsync();

        var alone = TenantId.Create("alone");
        await TenantTopics.EnsureAsync(_log, alone, 2, Token);
        await AppendAsync(alone, [.. chunks.SelectMany(chunk => chunk)]);
        await using (await StartBuilderAsync())
            await WaitUntilBuiltAsync(alone);
        var expected = await ReadAsync(alone);
        foreach (var tenant in tenants)
            Assert.Equal(expected, await ReadAsync(tenant));
    }

    public async ValueTask DisposeAsync()
    {
        await _graphs.DisposeAsync();
        await _log.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<WebApplication> StartBuilderAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["DataDirectory"] = _folder;
        builder.Configuration["GraphBuilder:RetryDelay"] = "00:00:00.010";
        builder.Configuration["GraphBuilder:MaxRetryDelay"] = "00:00:00.050";
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IEventLog>(_log);
        builder.Services.AddSingleton<IGraphReaders>(_graphs);
        builder.Services.AddSingleton<IGraphWriters>(_graphs);
        builder.AddServiceDefaults().AddGraphBuilder();
        var app = builder.Build();
        await app.StartAsync(Token);
        return app;
    }

    private ValueTask AppendAsync(TenantId tenant, IEnumerable<CaptureRecord> records) =>
        _log.AppendAsync(
            [
                .. records.Select(record => new AppendRecord(
                    new TopicName(tenant, record.Topic).ToString(),
                    Encoding.UTF8.GetBytes(record.Key),
                    record.Value
                )),
            ],
            Token
        );

    private async Task WaitUntilBuiltAsync(TenantId tenant)
    {
        var topics = TopicName.GraphInputs.Select(topic => new TopicName(tenant, topic).ToString()).ToList();
        while (true)
        {
            var ends = await _log.GetEndOffsetsAsync(topics, Token);
            var position = await ((IGraphWriters)_graphs).Open(tenant.GraphDatabase).GetPositionAsync(Token);
            if (
                ends.All(end =>
                    position.OffsetOf(new Checkpoint(end.Partition.Topic, end.Partition.Partition, 0)) >= end.Offset
                )
            )
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
        }
    }

    private async Task<string> ReadAsync(TenantId tenant)
    {
        using var output = new MemoryStream();
        await GraphDump.WriteAsync(
            _graphs.Open(tenant.GraphDatabase),
            [.. GraphSchema.NodeTypes.Select(type => type.Label).Except(GraphSchema.PrivateLabels)],
            [GraphSchema.About, GraphSchema.SameIncident, GraphSchema.PotentialCause],
            output,
            Token
        );
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
