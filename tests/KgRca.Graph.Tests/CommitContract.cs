using CsCheck;
using KgRca.Contracts.Graphs;

namespace KgRca.Graph.Tests;

/// <summary>What every store of graphs must do when two want to write one graph.</summary>
public abstract class CommitContract
{
    private const string Topic = "client-acme-abc234.events.normalized";
    private static readonly DateTimeOffset Hour = new(2026, 11, 30, 8, 0, 0, TimeSpan.Zero);

    private static int s_graphs;

    private string? _graph;

    /// <summary>A store, which is disposed of by the test's class, for reading.</summary>
    protected abstract IGraphReaders Readers { get; }

    /// <summary>The same store for writing.</summary>
    protected abstract IGraphWriters Writers { get; }

    /// <summary>The same store for making and removing graphs.</summary>
    protected abstract IGraphMaintenance Maintenance { get; }

    /// <summary>How many orders are tried.</summary>
    protected virtual int Orders => 100;

    /// <summary>Removes the graph that was made last.</summary>
    protected ValueTask DropAsync() =>
        _graph is null ? ValueTask.CompletedTask : Maintenance.DropAsync(_graph, CancellationToken.None);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commit_ByAnEarlierOwner_ChangesNothingAndNamesBoth()
    {
        var graph = await NewGraphAsync();
        await CommitAsync(graph, 0, 5, epoch: 7);
        var conflict = await Assert.ThrowsAsync<CheckpointConflictException>(async () =>
            await CommitAsync(graph, 5, 9, epoch: 6, Node("late"))
        );
        Assert.True(conflict.IsSuperseded);
        Assert.Contains("expected epoch 6, found 7", conflict.Message, StringComparison.Ordinal);
        Assert.Null(await Readers.Open(graph).FindNodeAsync(Node("late").Key, Token));
        Assert.Equal(5, await OffsetAsync(graph));
    }

    [Fact]
    public async Task Commit_FromAnotherPlace_ChangesNothingAndNamesBoth()
    {
        var graph = await NewGraphAsync();
        await CommitAsync(graph, 0, 5, epoch: 1);
        var conflict = await Assert.ThrowsAsync<CheckpointConflictException>(async () =>
            await CommitAsync(graph, 3, 9, epoch: 1, Node("late"))
        );
        Assert.False(conflict.IsSuperseded);
        Assert.Contains($"expected offset 3 of {Topic}/0, found 5", conflict.Message, StringComparison.Ordinal);
        Assert.Null(await Readers.Open(graph).FindNodeAsync(Node("late").Key, Token));
    }

    [Fact]
    public async Task Commit_TheSameBatchTwice_CountsOnce()
    {
        var graph = await NewGraphAsync();
        await CommitAsync(graph, 0, 5, epoch: 1);
        // Its acknowledgement was lost, so the writer tries again.
        await Assert.ThrowsAsync<CheckpointConflictException>(async () => await CommitAsync(graph, 0, 5, epoch: 1));
        Assert.Equal([new UsageCount(Hour, "records", 5)], await UsageAsync(graph));
    }

    [Fact]
    public async Task Commit_PartitionThatTheBatchDoesNotName_MayBeAnywhere()
    {
        var graph = await NewGraphAsync();
        await Writers.Open(graph).CommitAsync(new GraphBatch([], [], [new Checkpoint("other", 3, 8)], 1), Token);
        await CommitAsync(graph, 0, 5, epoch: 1);
        Assert.Equal(
            [new Checkpoint(Topic, 0, 5), new Checkpoint("other", 3, 8)],
            await Readers.Open(graph).GetCheckpointsAsync(Token)
        );
    }

    [Fact]
    public async Task Commit_Usage_AddsUpByHourAndMeter()
    {
        var graph = await NewGraphAsync();
        var writer = Writers.Open(graph);
        await writer.CommitAsync(
            new GraphBatch([], [], [], 1, [new(Hour, "records", 2), new(Hour, "bytes", 90)]),
            Token
        );
        await writer.CommitAsync(
            new GraphBatch([], [], [], 1, [new(Hour, "records", 3), new(Hour.AddHours(1), "records", 1)]),
            Token
        );
        Assert.Equal(
            [new(Hour, "bytes", 90), new(Hour, "records", 5), new(Hour.AddHours(1), "records", 1)],
            await UsageAsync(graph)
        );
        Assert.Equal(
            [new UsageCount(Hour.AddHours(1), "records", 1)],
            await writer.GetUsageAsync(Hour.AddHours(1), Token)
        );
    }

    [Fact]
    public async Task Commit_Each_MovesTheRevisionOn()
    {
        var graph = await NewGraphAsync();
        var first = await CommitAsync(graph, 0, 5, epoch: 4);
        var second = await CommitAsync(graph, 5, 6, epoch: 4);
        Assert.True(second > first);
        var position = await Writers.Open(graph).GetPositionAsync(Token);
        Assert.Equal((4, second), (position.OwnerEpoch, position.Revision));
        Assert.Equal([new Checkpoint(Topic, 0, 6)], position.Checkpoints);
    }

    /// <summary>
    /// Owners read a log of 30 records in batches of any size. At any moment any of them goes on, is told that it is the
    /// owner now, or has its acknowledgement lost: what the graph has in the end is each record once.
    /// </summary>
    [Fact]
    public async Task Commit_OwnersThatOverlapInAnyOrder_LoseAndDoubleNothing() =>
        await Gen.Select(Gen.Int[0, 2], Gen.Int[1, 6], Gen.Int[0, 9])
            .Array[1, 60]
            .SampleAsync(
                async steps =>
                {
                    var graph = await NewGraphAsync();
                    var owners = Enumerable.Range(0, 3).Select(_ => new Owner(this, graph)).ToList();
                    var epoch = 0L;
                    foreach (var (owner, records, chance) in steps)
                    {
                        if (chance == 0)
                            await owners[owner].TakeOverAsync(++epoch);
                        else
                            await owners[owner].GoOnAsync(records, isAcknowledged: chance > 2);
                    }
                    await owners[0].TakeOverAsync(++epoch);
                    while (!await owners[0].GoOnAsync(5, isAcknowledged: true)) { }
                    var nodes = await Readers.Open(graph).FindNodesAsync(new NodeQuery("Thing"), Token);
                    Assert.Equal(
                        Enumerable.Range(0, Owner.Records).Select(number => ($"r{number:d2}", (long?)1)),
                        nodes.Nodes.Select(node => (node.Key.Key, node["times"].AsInteger))
                    );
                    Assert.Equal([new UsageCount(Hour, "records", Owner.Records)], await UsageAsync(graph));
                },
                iter: Orders,
                threads: 1
            );

    private async Task<string> NewGraphAsync()
    {
        if (_graph is not null)
            await Maintenance.DropAsync(_graph, Token);
        _graph = $"commit_{Interlocked.Increment(ref s_graphs)}";
        await Maintenance.CreateAsync(_graph, Token);
        return _graph;
    }

    private async Task<long> CommitAsync(
        string graph,
        long from,
        long to,
        long epoch,
        params IReadOnlyList<GraphChange> changes
    ) =>
        await Writers
            .Open(graph)
            .CommitAsync(
                new GraphBatch(
                    changes,
                    [new Checkpoint(Topic, 0, from)],
                    [new Checkpoint(Topic, 0, to)],
                    epoch,
                    [new UsageCount(Hour, "records", to - from)]
                ),
                Token
            );

    private async Task<long> OffsetAsync(string graph) =>
        (await Writers.Open(graph).GetPositionAsync(Token)).OffsetOf(new Checkpoint(Topic, 0, 0));

    private ValueTask<IReadOnlyList<UsageCount>> UsageAsync(string graph) =>
        Writers.Open(graph).GetUsageAsync(DateTimeOffset.UnixEpoch, Token);

    private static UpsertNode Node(string key, long times = 1) => new(new NodeKey("Thing", key), [new("times", times)]);

    /// <summary>A builder in small: it remembers where it was, and counts how often each record came.</summary>
    private sealed class Owner(CommitContract contract, string graph)
    {
        public const int Records = 30;

        private long _epoch = -1;
        private long _offset;
        private Dictionary<string, long>? _times;

        public async Task TakeOverAsync(long epoch)
        {
            (_epoch, _times) = (epoch, null);
            await GoOnAsync(0, isAcknowledged: true);
        }

        /// <returns>Whether everything is read.</returns>
        public async Task<bool> GoOnAsync(int records, bool isAcknowledged)
        {
            if (_epoch < 0)
                return false;
            try
            {
                _times ??= await LoadAsync();
                var to = Math.Min(Records, _offset + records);
                var changes = new List<GraphChange>();
                for (var record = _offset; record < to; record++)
                {
                    var key = $"r{record:d2}";
                    _times[key] = _times.GetValueOrDefault(key) + 1;
                    changes.Add(Node(key, _times[key]));
                }
                if (to > _offset)
                    await contract.CommitAsync(graph, _offset, to, _epoch, changes);
                // One who hears nothing tries the same again, from where it believes to be.
                if (isAcknowledged)
                    _offset = to;
                else
                    foreach (var change in changes.OfType<UpsertNode>())
                        _times[change.Key.Key]--;
                return _offset == Records;
            }
            catch (CheckpointConflictException conflict)
            {
                _times = null;
                if (conflict.IsSuperseded)
                    _epoch = -1;
                return false;
            }
        }

        private async Task<Dictionary<string, long>> LoadAsync()
        {
            var writer = contract.Writers.Open(graph);
            var found = await writer.GetPositionAsync(Token);
            await writer.CommitAsync(new GraphBatch([], found.Checkpoints, [], _epoch), Token);
            _offset = found.OffsetOf(new Checkpoint(Topic, 0, 0));
            var nodes = await contract.Readers.Open(graph).FindNodesAsync(new NodeQuery("Thing"), Token);
            return nodes.Nodes.ToDictionary(node => node.Key.Key, node => node["times"].AsInteger ?? 0);
        }
    }
}
