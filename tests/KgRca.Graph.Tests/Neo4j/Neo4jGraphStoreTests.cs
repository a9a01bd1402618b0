using KgRca.Graph.Neo4j;

namespace KgRca.Graph.Tests.Neo4j;

[Collection(Neo4jFixture.Turns)]
public sealed class Neo4jGraphStoreTests : GraphStoreContract
{
    private Neo4jGraphStore? _store;

    protected override IGraphReaders Readers => _store!;

    protected override IGraphWriters Writers => _store!;

    protected override IGraphMaintenance Maintenance => _store!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_ServerThatHasAGraph_SaysThatNoneIsFree()
    {
        await ApplyAsync(Node("a"));
        var refused = await Assert.ThrowsAsync<GraphUnavailableException>(async () =>
            await Maintenance.CreateAsync("other", Token)
        );
        Assert.Contains("No Neo4j server is free for the graph other", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(await Readers.Open("graph").FindNodeAsync(Thing("a"), Token));
    }

    [Fact]
    public async Task Create_AfterADrop_HasNothingOfTheGraphBefore()
    {
        await ApplyAsync(Node("a"));
        await Maintenance.DropAsync("graph", Token);
        await Maintenance.CreateAsync("next", Token);
        Assert.Null(await Readers.Open("next").FindNodeAsync(Thing("a"), Token));
        await Maintenance.DropAsync("next", Token);
    }

    [Fact]
    public async Task Open_ByAnotherProcess_FindsTheGraph()
    {
        await ApplyAsync(Node("a"));
        using var other = await Neo4jFixture.OpenAsync();
        Assert.NotNull(await ((IGraphReaders)other).Open("graph").FindNodeAsync(Thing("a"), Token));
    }

    [Fact]
    public async Task Commit_AfterAnotherProcessDroppedTheGraph_IsRefused()
    {
        await ApplyAsync(Node("a"));
        using var other = await Neo4jFixture.OpenAsync();
        await other.DropAsync("graph", Token);
        var refused = await Assert.ThrowsAsync<GraphUnavailableException>(async () => await ApplyAsync(Node("b")));
        Assert.Contains("was dropped", refused.Message, StringComparison.Ordinal);
    }

    public override async ValueTask InitializeAsync()
    {
        _store = await Neo4jFixture.OpenAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_store is null)
            return;
        try
        {
            await _store.DropAsync("graph", CancellationToken.None);
        }
        catch (GraphUnavailableException)
        {
            // The test has dropped it.
        }
        _store.Dispose();
    }
}
