using System.Text;
using CsCheck;
using KgRca.Contracts.Files;
using KgRca.Contracts.Graphs;
using KgRca.Graph.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Graph.Tests;

public sealed class EmbeddedGraphStoreTests : GraphStoreContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kgrca-graph-").FullName;
    private readonly FakeTimeProvider _clock = new();
    private EmbeddedGraphStore _store;

    public EmbeddedGraphStoreTests() => _store = OpenStore();

    protected override IGraphReaders Readers => _store;

    protected override IGraphWriters Writers => _store;

    protected override IGraphMaintenance Maintenance => _store;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reclaim_AfterDeletions_GivesTheDiskBack()
    {
        var keys = Enumerable.Range(0, 300).Select(number => Thing($"{number}")).ToList();
        foreach (var key in keys)
            await ApplyAsync(new UpsertNode(key, [new("text", new string('x', 50_000))]));
        await ApplyAsync([.. keys.Select(key => new DeleteNode(key))]);
        await Writers.Open("graph").ReclaimAsync(Token);
        await _store.DisposeAsync();
        Assert.True(new FileInfo(PathOf("graph")).Length < 2 << 20);
    }

    [Fact]
    public async Task Read_WhileBatchesAreApplied_SeesWholeBatchesOnly()
    {
        await ApplyAsync(Node("a", 0), Node("b", 0));
        var writer = Task.Run(
            async () =>
            {
                for (var i = 1; i <= 300; i++)
                    await ApplyAsync(Node("a", i), Node("b", i));
            },
            Token
        );
        while (!writer.IsCompleted)
        {
            var page = await Readers.Open("graph").FindNodesAsync(new NodeQuery("Thing"), Token);
            Assert.Single(page.Nodes.Select(node => node["size"].AsInteger).Distinct());
        }
        await writer;
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
                                await CommitAsync(_store, name, batch)
                            );
                        else
                            await CommitAsync(_store, name, batch);
                    }
                    Assert.Equal(model.ToString(), await TextAsync(_store.Open(name)));
                    await ReopenAsync();
                    Assert.Equal(model.ToString(), await TextAsync(_store.Open(name)));
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
        foreach (var file in Directory.GetFiles(Path.Combine(_folder, "graphs"), "*.db*"))
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
                await CommitAsync(full, "graph", large)
            );
            Assert.Contains("disk is full", failure.Message);
            Assert.Single(full.Health.Failures);
            Assert.NotNull(await full.Open("graph").FindNodeAsync(Thing("first"), Token));
            Assert.Null(await full.Open("graph").FindNodeAsync(Thing("x0"), Token));
            await CommitAsync(full, "graph", [Node("small")]);
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
    public async Task Changes_OverARestart_AreComplete()
    {
        await ApplyAsync(Node("a"), Node("b"));
        var start = await _store.Open("graph").FindChangesAsync("Thing", null, Token);
        await ApplyAsync(Node("c"), Node("b", size: 2));
        await ReopenAsync();
        await ApplyAsync(Node("d"));
        var changes = await _store.Open("graph").FindChangesAsync("Thing", start.Revision, Token);
        Assert.True(changes.IsComplete);
        Assert.Equal(["b", "c", "d"], changes.Nodes.Select(node => node.Key.Key).Order());
    }

    [Fact]
    public async Task Changes_TooManySince_AreNotComplete()
    {
        var start = await _store.Open("graph").FindChangesAsync("Thing", null, Token);
        await ApplyAsync([.. Enumerable.Range(0, NodeChanges.MaxNodes).Select(i => Node($"n{i}"))]);
        Assert.Equal(
            NodeChanges.MaxNodes,
            (await _store.Open("graph").FindChangesAsync("Thing", start.Revision, Token)).Nodes.Count
        );
        await ApplyAsync(Node("one more"));
        Assert.False((await _store.Open("graph").FindChangesAsync("Thing", start.Revision, Token)).IsComplete);
    }

    [Fact]
    public async Task Changes_AfterARevisionThatTheGraphHasNotReached_AreNotComplete()
    {
        await ApplyAsync(Node("a"));
        Assert.False((await _store.Open("graph").FindChangesAsync("Thing", 1_000, Token)).IsComplete);
    }

    [Fact]
    public void Open_FolderThatIsInUse_IsRefusedAndSaysByWhom()
    {
        var refused = Assert.Throws<StoreInUseException>(OpenStore);
        Assert.Contains(Path.Combine(_folder, "graphs"), refused.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_KeyThatIsThereAlready_IsRefused()
    {
        await ApplyAsync(Node("a"), Node("b"), Link("a", "b"));
        await _store.DisposeAsync();
        foreach (
            var copy in (string[])
                [
                    "INSERT INTO nodes SELECT 7, label, key, properties, revision FROM nodes WHERE key = 'a'",
                    "INSERT INTO relationships SELECT 7, type, from_id, to_id, properties FROM relationships",
                ]
        )
            Assert.Equal(19, Assert.Throws<SqliteException>(() => Run("graph", copy)).SqliteErrorCode);
        _store = OpenStore();
    }

    [Fact]
    public async Task Open_FileOfTheFirstFormat_GoesOn()
    {
        await ApplyAsync(Node("a"), Node("b"), Link("a", "b"));
        await MakeFirstFormatAsync();
        await ApplyAsync(Node("c"));
        Assert.Equal(3, (await _store.Open("graph").FindNodesAsync(new NodeQuery("Thing"), Token)).Nodes.Count);
        var changes = await _store.Open("graph").FindChangesAsync("Thing", 0, Token);
        Assert.Equal(["c"], changes.Nodes.Select(node => node.Key.Key));
    }

    [Fact]
    public async Task Open_FileOfTheFirstFormatWithADoubleKey_IsDamaged()
    {
        await ApplyAsync(Node("a"));
        await MakeFirstFormatAsync("INSERT INTO nodes SELECT 7, label, key, properties FROM nodes WHERE key = 'a'");
        var failure = await Assert.ThrowsAsync<GraphUnavailableException>(async () => await ApplyAsync(Node("c")));
        Assert.True(failure.IsDamaged);
    }

    public override async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string PathOf(string name) => Path.Combine(_folder, "graphs", $"{name}.db");

    private async Task ReopenAsync()
    {
        await _store.DisposeAsync();
        _store = OpenStore();
    }

    private static ValueTask<long> CommitAsync(IGraphWriters store, string name, IReadOnlyList<GraphChange> changes) =>
        store.Open(name).CommitAsync(new GraphBatch(changes, [], [], 0), Token);

    private void Run(string name, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={PathOf(name)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private async Task MakeFirstFormatAsync(string andThen = "")
    {
        await _store.DisposeAsync();
        Run(
            "graph",
            "DROP INDEX nodes_by_key; DROP INDEX relationships_by_ends; DROP TABLE usage; ALTER TABLE nodes DROP COLUMN "
                + $"revision; DELETE FROM meta; INSERT INTO meta VALUES ('version', 1); {andThen}"
        );
        _store = OpenStore();
    }

    private EmbeddedGraphStore OpenStore() => new(new GraphOptions { DataDirectory = _folder }, Types, _clock);

    private static async Task<string> TextAsync(IGraphReader graph)
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
