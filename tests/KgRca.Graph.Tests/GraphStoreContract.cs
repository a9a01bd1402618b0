using KgRca.Contracts.Graphs;

namespace KgRca.Graph.Tests;

/// <summary>What every store of graphs must do.</summary>
public abstract class GraphStoreContract : IAsyncLifetime
{
    internal static readonly NodeType[] Types =
    [
        new("Thing", "id", null, "kind"),
        new("Moment", "id", "time", "state"),
    ];

    /// <summary>A store without graphs, which is disposed of by the test's class, for reading.</summary>
    protected abstract IGraphReaders Readers { get; }

    /// <summary>The same store for writing.</summary>
    protected abstract IGraphWriters Writers { get; }

    /// <summary>The same store for making and removing graphs.</summary>
    protected abstract IGraphMaintenance Maintenance { get; }

    public virtual async ValueTask InitializeAsync() => await Maintenance.CreateAsync("graph", Token);

    public abstract ValueTask DisposeAsync();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IGraphReader Graph => Readers.Open("graph");

    private IGraphWriter Writer => Writers.Open("graph");

    [Fact]
    public async Task Apply_UpsertTwice_MergesAndRemovesNulls()
    {
        await ApplyAsync(new UpsertNode(Thing("a"), [new("kind", "x"), new("size", 1)]));
        await ApplyAsync(new UpsertNode(Thing("a"), [new("size", PropertyValue.Null), new("name", "A")]));
        var node = await Graph.FindNodeAsync(Thing("a"), Token);
        Assert.Equal([new Property("kind", "x"), new Property("name", "A")], node?.Properties);
    }

    [Fact]
    public async Task Apply_AllTypes_ReadsThemBack()
    {
        Property[] properties =
        [
            new("boolean", true),
            new("float", 0.1),
            new("integer", long.MinValue),
            new("list", (string[])["a", "", "ü"]),
            new("string", "Zeichen 漢"),
        ];
        await ApplyAsync(new UpsertNode(Thing("a"), properties));
        Assert.Equal(properties, (await Graph.FindNodeAsync(Thing("a"), Token))?.Properties);
    }

    [Fact]
    public async Task Apply_DeleteNode_TakesItsRelationships()
    {
        await ApplyAsync(Node("a"), Node("b"), Link("a", "b"), new DeleteNode(Thing("b")));
        Assert.Empty(await Graph.GetNeighboursAsync(Thing("a"), RelationshipFilter.Any, Token));
        await ApplyAsync(new DeleteNode(Thing("a")), Node("a"), Node("b"), Link("b", "a"));
        Assert.Equal(
            "b",
            Assert.Single(await Graph.GetNeighboursAsync(Thing("a"), RelationshipFilter.Any, Token)).Node.Key.Key
        );
    }

    [Fact]
    public async Task Neighbours_OfSeveralNodes_AreInTheirOrder()
    {
        await ApplyAsync(Node("a"), Node("b"), Node("c"), Link("a", "b"), Link("a", "c"), Link("b", "c"));
        var outgoing = new RelationshipFilter(Direction.Outgoing);
        var found = await Graph.GetNeighboursAsync([Thing("b"), Thing("absent"), Thing("a")], outgoing, Token);
        Assert.Equal(
            ["c", "", "b,c"],
            found.Select(neighbours => string.Join(',', neighbours.Select(other => other.Node.Key.Key)))
        );
    }

    [Fact]
    public async Task Neighbours_WhereAPropertyHasAValue_AreOnlyThose()
    {
        await ApplyAsync(
            Node("a"),
            Node("b"),
            Node("c"),
            new UpsertRelationship(Link("a", "b").Key, [new("rank", 1)]),
            new UpsertRelationship(Link("a", "c").Key, [new("rank", 2)])
        );
        var second = new RelationshipFilter(Where: [new Property("rank", 2)]);
        Assert.Equal("c", Assert.Single(await Graph.GetNeighboursAsync(Thing("a"), second, Token)).Node.Key.Key);
    }

    [Fact]
    public async Task Read_SomeProperties_LeavesTheOthersOut()
    {
        var node = new UpsertNode(Thing("b"), [new("kind", "b"), new("long", new string('x', 1_000)), new("size", 1)]);
        await ApplyAsync(Node("a"), node, Link("a", "b"));
        string[] wanted = ["size", "kind", "absent"];
        Property[] expected = [new("kind", "b"), new("size", 1)];
        var filter = new RelationshipFilter(NodeProperties: wanted);
        var neighbour = Assert.Single(await Graph.GetNeighboursAsync(Thing("a"), filter, Token));
        Assert.Equal(expected, neighbour.Node.Properties);
        var page = await Graph.FindNodesAsync(
            new NodeQuery("Thing", [new Property("kind", "b")], Properties: wanted),
            Token
        );
        Assert.Equal(expected, Assert.Single(page.Nodes).Properties);
        var part = await Graph.ExpandAsync(Thing("a"), filter, 1, 10, Token);
        Assert.Equal(expected, part?.Nodes[1].Properties);
    }

    [Fact]
    public async Task Neighbours_MoreThanTheLimit_AreSoMany()
    {
        await ApplyAsync(Node("a"), Node("b"), Node("c"), Link("a", "b"), Link("a", "c"));
        Assert.Single(await Graph.GetNeighboursAsync(Thing("a"), new RelationshipFilter(Limit: 1), Token));
    }

    [Fact]
    public async Task FindNodes_MoreBytesThanAPageHas_GoOnAtTheCursor()
    {
        foreach (var key in (string[])["a", "b", "c"])
            await ApplyAsync(new UpsertNode(Thing(key), [new("text", new string('x', 1_000))]));
        var query = new NodeQuery("Thing", MaxBytes: 1_500);
        var first = await Graph.FindNodesAsync(query, Token);
        Assert.Equal(["a", "b"], first.Nodes.Select(node => node.Key.Key));
        var second = await Graph.FindNodesAsync(query with { Cursor = first.NextCursor }, Token);
        Assert.Equal(["c"], second.Nodes.Select(node => node.Key.Key));
        Assert.Null(second.NextCursor);
    }

    [Fact]
    public async Task Expand_MoreRelationshipsThanAnAnswerHas_IsTruncated()
    {
        var keys = Enumerable.Range(0, 110).Select(number => $"n{number}").ToList();
        await ApplyAsync([.. keys.Select(key => Node(key))]);
        await ApplyAsync([.. keys.SelectMany(from => keys.Select(to => Link(from, to)))]);
        var part = await Graph.ExpandAsync(Thing("n0"), RelationshipFilter.Any, 1, 1_000, Token);
        Assert.Equal((110, 10_000, true), (part?.Nodes.Count, part?.Relationships.Count, part?.IsTruncated));
    }

    [Fact]
    public async Task Apply_RelationshipWithoutNode_ChangesNothing()
    {
        await Assert.ThrowsAsync<InvalidGraphChangeException>(async () =>
            await Writer.CommitAsync(
                new GraphBatch([Node("a"), Link("a", "absent")], [], [new Checkpoint("t", 0, 5)], 1),
                Token
            )
        );
        Assert.Null(await Graph.FindNodeAsync(Thing("a"), Token));
        Assert.Empty(await Graph.GetCheckpointsAsync(Token));
    }

    [Fact]
    public async Task Changes_OfALabel_AreThoseAfterTheVersion()
    {
        await ApplyAsync(Node("before"));
        var start = await Graph.FindChangesAsync("Thing", null, Token);
        Assert.Empty(start.Nodes);
        Assert.False(start.IsComplete);
        await ApplyAsync(Node("a"), new UpsertNode(new NodeKey("Moment", "m"), [new("time", 1)]));
        await ApplyAsync(Node("b"), Node("c"));
        await ApplyAsync(new UpsertNode(Thing("a"), [new("size", 2)]), new DeleteNode(Thing("b")));
        var changes = await Graph.FindChangesAsync("Thing", start.Revision, Token);
        Assert.True(changes.IsComplete);
        Assert.Equal(["a", "c"], changes.Nodes.Select(node => node.Key.Key).Order());
        Assert.Equal(2, changes.Nodes.Single(node => node.Key.Key == "a")["size"].AsInteger);
        var rest = await Graph.FindChangesAsync("Thing", changes.Revision, Token);
        Assert.True(rest.IsComplete);
        Assert.Empty(rest.Nodes);
    }

    [Fact]
    public async Task Apply_UnknownLabel_IsRefused() =>
        await Assert.ThrowsAsync<InvalidGraphChangeException>(async () =>
            await ApplyAsync(new UpsertNode(new NodeKey("Other", "a"), []))
        );

    [Fact]
    public async Task Apply_Checkpoints_KeepsTheLatest()
    {
        await Writer.CommitAsync(
            new GraphBatch([], [], [new Checkpoint("t", 0, 5), new Checkpoint("t", 1, 7)], 1),
            Token
        );
        await Writer.CommitAsync(new GraphBatch([], [], [new Checkpoint("t", 0, 9)], 1), Token);
        Assert.Equal([new Checkpoint("t", 0, 9), new Checkpoint("t", 1, 7)], await Graph.GetCheckpointsAsync(Token));
    }

    [Fact]
    public async Task FindNodes_ByTime_PagesInBothDirectionsWhileNodesComeAndGo()
    {
        await ApplyAsync([
            .. Enumerable.Range(0, 50).Select(index => Moment(index, index % 3 == 0 ? "open" : "closed")),
        ]);
        foreach (var descending in (bool[])[false, true])
        {
            var query = new NodeQuery("Moment", From: At(10), To: At(40), Descending: descending, Limit: 7);
            var keys = new List<string>();
            for (NodePage? page = null; page is null || page.NextCursor is not null; )
            {
                page = await Graph.FindNodesAsync(query with { Cursor = page?.NextCursor }, Token);
                keys.AddRange(page.Nodes.Select(node => node.Key.Key));
                await ApplyAsync(new DeleteNode(page.Nodes[^1].Key));
                await ApplyAsync(
                    Moment(
                        int.Parse(page.Nodes[^1].Key.Key[1..], System.Globalization.CultureInfo.InvariantCulture),
                        "open"
                    )
                );
            }
            var expected = Enumerable.Range(10, 30).Select(index => $"m{index:d3}");
            Assert.Equal(descending ? expected.Reverse() : expected, keys);
        }
    }

    [Fact]
    public async Task FindNodes_ByIndexedProperty_FollowsItsChanges()
    {
        await ApplyAsync([.. Enumerable.Range(0, 20).Select(index => Moment(index, "open"))]);
        await ApplyAsync([.. Enumerable.Range(0, 15).Select(index => Moment(index, "closed"))]);
        var page = await Graph.FindNodesAsync(new NodeQuery("Moment", [new Property("state", "open")]), Token);
        Assert.Equal(["m015", "m016", "m017", "m018", "m019"], page.Nodes.Select(node => node.Key.Key));
        Assert.Empty(
            (await Graph.FindNodesAsync(new NodeQuery("Moment", [new Property("state", "never")]), Token)).Nodes
        );
    }

    [Theory]
    [InlineData("x")]
    [InlineData("!!")]
    public async Task FindNodes_StrangeCursor_ThrowsFormatException(string cursor) =>
        await Assert.ThrowsAsync<FormatException>(async () =>
            await Graph.FindNodesAsync(new NodeQuery("Thing", Cursor: cursor), Token)
        );

    [Fact]
    public async Task Expand_Cycle_FindsEachNodeOnce()
    {
        await ApplyAsync(
            Node("a"),
            Node("b"),
            Node("c"),
            Node("d"),
            Link("a", "b"),
            Link("b", "c"),
            Link("c", "a"),
            Link("c", "d")
        );
        var near = await Graph.ExpandAsync(Thing("a"), new RelationshipFilter(Direction.Outgoing), 2, 10, Token);
        Assert.Equal(["a", "b", "c"], near?.Nodes.Select(node => node.Key.Key));
        Assert.Equal(3, near?.Relationships.Count);
        Assert.True((await Graph.ExpandAsync(Thing("a"), RelationshipFilter.Any, 3, 2, Token))?.IsTruncated);
        Assert.Null(await Graph.ExpandAsync(Thing("absent"), RelationshipFilter.Any, 1, 10, Token));
    }

    [Fact]
    public async Task FindPath_Several_GivesAShortest()
    {
        await ApplyAsync(
            Node("a"),
            Node("b"),
            Node("c"),
            Node("d"),
            Link("a", "b"),
            Link("b", "c"),
            Link("c", "d"),
            Link("b", "d")
        );
        Assert.Equal(2, (await Graph.FindPathAsync(Thing("a"), Thing("d"), RelationshipFilter.Any, 5, Token))?.Count);
        Assert.Null(await Graph.FindPathAsync(Thing("a"), Thing("d"), RelationshipFilter.Any, 1, Token));
        Assert.Null(
            await Graph.FindPathAsync(Thing("d"), Thing("a"), new RelationshipFilter(Direction.Outgoing), 5, Token)
        );
    }

    [Fact]
    public async Task Delete_Nodes_LeavesTheOthersAndTheCounts()
    {
        await ApplyAsync([Node("a"), .. Enumerable.Range(0, 30).Select(index => Moment(index, "open"))]);
        await ApplyAsync([
            .. Enumerable
                .Range(0, 30)
                .Select(index => new UpsertRelationship(
                    new("AT", new NodeKey("Moment", $"m{index:d3}"), Thing("a")),
                    []
                )),
        ]);
        var old = await Graph.FindNodesAsync(new NodeQuery("Moment", To: At(20)), Token);
        await ApplyAsync([.. old.Nodes.Select(node => new DeleteNode(node.Key))]);
        await Writer.ReclaimAsync(Token);
        var statistics = await Graph.GetStatisticsAsync(Token);
        Assert.Equal(10, statistics.NodesByLabel["Moment"]);
        Assert.Equal(10, statistics.RelationshipsByType["AT"]);
    }

    [Fact]
    public async Task GetNodes_Several_AreInTheirOrder()
    {
        await ApplyAsync(Node("a", 1), Node("b", 2));
        var nodes = await Graph.GetNodesAsync([Thing("b"), Thing("absent"), Thing("a"), Thing("b")], Token);
        Assert.Equal([2, null, 1, 2], nodes.Select(node => node?["size"].AsInteger));
    }

    [Fact]
    public async Task Open_TwoDatabases_DoNotMeet()
    {
        await ApplyAsync(Node("a"));
        Assert.Null(await Readers.Open("other").FindNodeAsync(Thing("a"), Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../escape")]
    [InlineData("UPPER")]
    [InlineData("a/b")]
    public void Open_StrangeName_IsRefused(string database) =>
        Assert.Throws<ArgumentException>(() => Readers.Open(database));

    [Fact]
    public async Task Drop_Graph_IsGone()
    {
        await ApplyAsync(Node("a"));
        var handle = Graph;
        await Maintenance.DropAsync("graph", Token);
        await Assert.ThrowsAsync<GraphUnavailableException>(async () => await handle.FindNodeAsync(Thing("a"), Token));
    }

    [Fact]
    public async Task Drop_GraphThatIsStillWorkedOn_IsNotMadeAgain()
    {
        await ApplyAsync(Node("a"));
        await Maintenance.DropAsync("graph", Token);
        await Assert.ThrowsAsync<GraphUnavailableException>(async () => await ApplyAsync(Node("b")));
        await Assert.ThrowsAsync<GraphUnavailableException>(async () => await Graph.FindNodeAsync(Thing("a"), Token));
        await Assert.ThrowsAsync<GraphUnavailableException>(async () => await Graph.GetCheckpointsAsync(Token));
        await Maintenance.DropAsync("graph", Token);
    }

    [Fact]
    public async Task Create_Graph_IsEmptyAndStaysAsItIs()
    {
        await Maintenance.CreateAsync("graph", Token);
        Assert.Equal(0, (await Writer.GetPositionAsync(Token)).OwnerEpoch);
        await ApplyAsync(Node("a"));
        await Maintenance.CreateAsync("graph", Token);
        Assert.NotNull(await Graph.FindNodeAsync(Thing("a"), Token));
        Assert.Null(await Maintenance.FindDamageAsync("graph", Token));
    }

    protected async ValueTask ApplyAsync(params IReadOnlyList<GraphChange> changes) =>
        await Writer.CommitAsync(new GraphBatch(changes, [], [], 0), Token);

    protected static NodeKey Thing(string key) => new("Thing", key);

    protected static UpsertNode Node(string key, long size = 0) =>
        new(Thing(key), [new("kind", "x"), new("size", size)]);

    protected static UpsertRelationship Link(string from, string to) =>
        new(new RelationshipKey("LINK", Thing(from), Thing(to)), [new("weight", 1)]);

    private static UpsertNode Moment(int index, string state) =>
        new(new NodeKey("Moment", $"m{index:d3}"), [new("time", At(index)), new("state", state)]);

    private static DateTimeOffset At(int minute) =>
        new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute);
}
