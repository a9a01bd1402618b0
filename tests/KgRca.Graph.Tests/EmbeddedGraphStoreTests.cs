using System.Text;
using CsCheck;
using KgRca.Contracts.Graphs;
using KgRca.Graph.Storage;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Graph.Tests;

public sealed class EmbeddedGraphStoreTests : GraphStoreContract, IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kgrca-graph-").FullName;
    private readonly FakeTimeProvider _clock = new();
    private EmbeddedGraphStore _store;

    public EmbeddedGraphStoreTests() => _store = OpenStore();

    protected override IGraphStore Store => _store;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Trim_ManyNodes_GivesTheDiskBack()
    {
        var graph = Store.Open("large");
        var time = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < 300; i++)
            await graph.ApplyAsync(
                new GraphBatch(
                    [
                        new UpsertNode(
                            new NodeKey("Moment", $"{i}"),
                            [new("text", new string('x', 50_000)), new("time", time)]
                        ),
                    ],
                    []
                ),
                Token
            );
        await graph.TrimAsync("Moment", time.AddDays(1), Token);
        await _store.DisposeAsync();
        Assert.True(new FileInfo(Path.Combine(_folder, "graphs", "large.db")).Length < 2 << 20);
    }

    [Fact]
    public async Task Reopen_AfterRandomChanges_HoldsWhatAModelHolds() =>
        await Changes
            .Array[1, 12]
            .Array[1, 12]
            .SampleAsync(
                async batches =>
                {
                    var name = $"g{Guid.NewGuid():n}";
                    var model = new Model();
                    foreach (var batch in batches)
                    {
                        if (!model.TryApply(batch))
                            await Assert.ThrowsAsync<InvalidGraphChangeException>(async () =>
                                await _store.Open(name).ApplyAsync(new GraphBatch(batch, []), Token)
                            );
                        else
                            await _store.Open(name).ApplyAsync(new GraphBatch(batch, []), Token);
                    }
                    Assert.Equal(model.ToString(), await TextAsync(_store.Open(name)));
                    await using var reopened = new EmbeddedGraphStore(
                        new GraphOptions { DataDirectory = _folder },
                        Types,
                        _clock
                    );
                    Assert.Equal(model.ToString(), await TextAsync(reopened.Open(name)));
                },
                iter: 150,
                threads: 1
            );

    [Fact]
    public async Task Open_CopyOfTheFilesOfARunningStore_HoldsAllThatWasApplied()
    {
        for (var i = 0; i < 20; i++)
            await ApplyAsync(Node($"n{i}"));
        var copy = Path.Combine(_folder, "copy");
        Directory.CreateDirectory(Path.Combine(copy, "graphs"));
        foreach (var file in Directory.GetFiles(Path.Combine(_folder, "graphs")))
            File.Copy(file, Path.Combine(copy, "graphs", Path.GetFileName(file)));
        await using var crashed = new EmbeddedGraphStore(new GraphOptions { DataDirectory = copy }, Types, _clock);
        Assert.Equal(20, (await crashed.Open("graph").FindNodesAsync(new NodeQuery("Thing"), Token)).Nodes.Count);
    }

    [Fact]
    public async Task Apply_DiskFull_ChangesNothingAndGoesOnWhenThereIsRoom()
    {
        await ApplyAsync(Node("first"));
        await _store.DisposeAsync();
        await using (
            var full = new EmbeddedGraphStore(new GraphOptions { DataDirectory = _folder }, Types, _clock, maxPages: 30)
        )
        {
            var large = Enumerable
                .Range(0, 500)
                .Select(index => new UpsertNode(Thing($"x{index}"), [new("text", new string('x', 1_000))]))
                .ToList();
            var failure = await Assert.ThrowsAsync<GraphUnavailableException>(async () =>
                await full.Open("graph").ApplyAsync(new GraphBatch(large, []), Token)
            );
            Assert.Contains("disk is full", failure.Message);
            Assert.Single(full.Health.Failures);
            Assert.NotNull(await full.Open("graph").FindNodeAsync(Thing("first"), Token));
            Assert.Null(await full.Open("graph").FindNodeAsync(Thing("x0"), Token));
            await full.Open("graph").ApplyAsync(new GraphBatch([Node("small")], []), Token);
            Assert.Empty(full.Health.Failures);
        }
        _store = OpenStore();
        Assert.Equal(2, (await _store.Open("graph").FindNodesAsync(new NodeQuery("Thing"), Token)).Nodes.Count);
    }

    [Fact]
    public async Task Read_DamagedFile_SaysSo()
    {
        await ApplyAsync(Node("a"));
        await _store.DisposeAsync();
        var path = Path.Combine(_folder, "graphs", "graph.db");
        await File.WriteAllBytesAsync(path, Encoding.UTF8.GetBytes(new string('?', 8_192)), Token);
        _store = OpenStore();
        var failure = await Assert.ThrowsAsync<GraphUnavailableException>(async () =>
            await _store.Open("graph").FindNodeAsync(Thing("a"), Token)
        );
        Assert.Contains("graph", failure.Message);
    }

    [Fact]
    public async Task Idle_Graph_LeavesMemoryAndComesBack()
    {
        await ApplyAsync(Node("a"));
        Assert.Equal(1, _store.LoadedGraphs);
        for (var i = 0; i < 20 && _store.LoadedGraphs > 0; i++)
            _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, _store.LoadedGraphs);
        await _store.Open("graph").GetStatisticsAsync(Token);
        Assert.Equal(0, _store.LoadedGraphs);
        Assert.NotNull(await _store.Open("graph").FindNodeAsync(Thing("a"), Token));
    }

    [Fact]
    public async Task Changes_OfAGraphThatLeftMemory_AreNotComplete()
    {
        await ApplyAsync(Node("a"));
        var start = await _store.Open("graph").FindChangesAsync("Thing", null, Token);
        for (var i = 0; i < 20 && _store.LoadedGraphs > 0; i++)
            _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, _store.LoadedGraphs);
        await ApplyAsync(Node("b"));
        var changes = await _store.Open("graph").FindChangesAsync("Thing", start.Version, Token);
        Assert.False(changes.IsComplete);
        await ApplyAsync(Node("c"));
        changes = await _store.Open("graph").FindChangesAsync("Thing", changes.Version, Token);
        Assert.Equal(["c"], changes.Nodes.Select(node => node.Key.Key));
    }

    [Fact]
    public async Task Changes_TooManySince_AreNotComplete()
    {
        var start = await _store.Open("graph").FindChangesAsync("Thing", null, Token);
        await ApplyAsync([.. Enumerable.Range(0, ChangeFeed.MaxChanges).Select(i => Node($"n{i}"))]);
        Assert.Equal(
            ChangeFeed.MaxChanges,
            (await _store.Open("graph").FindChangesAsync("Thing", start.Version, Token)).Nodes.Count
        );
        await ApplyAsync(Node("one more"));
        Assert.False((await _store.Open("graph").FindChangesAsync("Thing", start.Version, Token)).IsComplete);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private EmbeddedGraphStore OpenStore() => new(new GraphOptions { DataDirectory = _folder }, Types, _clock);

    private static async Task<string> TextAsync(IGraph graph)
    {
        using var output = new MemoryStream();
        await GraphDump.WriteAsync(graph, ["Moment", "Thing"], ["LINK", "NEAR"], output, Token);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static readonly Gen<NodeKey> Keys =
        from label in Gen.Int[0, 1]
        from key in Gen.Int[0, 5]
        select new NodeKey(label == 0 ? "Thing" : "Moment", $"k{key}");

    private static readonly Gen<Property[]> Properties =
        from kind in Gen.Int[0, 3]
        from time in Gen.Int[0, 3]
        from text in Gen.Char['a', 'e'].Array[0, 40]
        select (Property[])
            [
                new("kind", kind == 0 ? null : $"kind{kind}"),
                new("time", (long)time),
                new("text", new string(text)),
                new("state", kind == 1 ? "open" : null),
            ];

    private static readonly Gen<GraphChange> Changes = Gen.Frequency(
        (6, from key in Keys from properties in Properties select (GraphChange)new UpsertNode(key, properties)),
        (1, Keys.Select(key => (GraphChange)new DeleteNode(key))),
        (
            3,
            from start in Keys
            from end in Keys
            from near in Gen.Bool
            from properties in Properties
            select (GraphChange)new UpsertRelationship(new(near ? "NEAR" : "LINK", start, end), properties)
        ),
        (
            1,
            from start in Keys
            from end in Keys
            from near in Gen.Bool
            select (GraphChange)new DeleteRelationship(new(near ? "NEAR" : "LINK", start, end))
        )
    );
}
