using KgRca.Contracts.Graphs;
using KgRca.Graph;
using KgRca.Scenarios;

namespace KgRca.GraphBuilder.Tests.Engines;

/// <summary>What the engine remembers beyond the graph is in nodes that no client sees.</summary>
public sealed class PrivateStateTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);
    private readonly BuiltGraph _built = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Export_OfABuiltGraph_HasNothingOfIt()
    {
        await _built.SendAsync([.. ShopScenario.Generate()], Now, 200);
        Assert.NotEmpty((await _built.Graph.FindNodesAsync(new NodeQuery(GraphSchema.Memory), Token)).Nodes);
        var export = await _built.ExportAsync();
        foreach (var name in (string[])["\"line_", "\"lines_due\"", "\"removed_edges\"", "\"pending\""])
            Assert.DoesNotContain(name, export, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_GraphOfAnEarlierVersion_MovesItThere()
    {
        await _built.SendErrorAsync("a", "before", Now, Now);
        var page = await _built.Graph.FindNodesAsync(new NodeQuery(GraphSchema.Resource), Token);
        var resource = page.Nodes[0].Key;
        string[] removed = [$"{Now.ToUnixTimeMilliseconds()} CONTROLS a/Pod/x/y"];
        await _built.ApplyAsync(new UpsertNode(resource, [new(MemoryNode.Names.RemovedEdges, removed)]));
        _built.Restart();
        await _built.SendErrorAsync("a", "after", Now.AddMinutes(1), Now.AddMinutes(1));

        var nodes = await _built.Graph.GetNodesAsync([resource, MemoryNode.KeyOf(resource)], Token);
        Assert.Null(nodes[0]?[MemoryNode.Names.RemovedEdges].AsStrings);
        Assert.Equal(removed, nodes[1]?[MemoryNode.Names.RemovedEdges].AsStrings);
    }

    public ValueTask DisposeAsync() => _built.DisposeAsync();
}
