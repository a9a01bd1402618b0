using System.Text;
using CsCheck;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.EventLog.Embedded;
using KgRca.Graph;
using KgRca.Graph.Storage;
using KgRca.Scenarios;

namespace KgRca.GraphBuilder.Tests.Pipelines;

/// <summary>Builders that come and go, and overlap: the graph and the usage are those of one that nobody disturbed.</summary>
public sealed class OwnershipTests : IAsyncDisposable
{
    private const int BatchRecords = 40;
    private const int Sent = 240;

    private readonly string _folder = Directory.CreateTempSubdirectory("kgrca-owners-").FullName;
    private readonly EmbeddedGraphStore _store;
    private readonly EmbeddedEventLog _log;
    private readonly SentRecords _records;

    public OwnershipTests()
    {
        _store = new EmbeddedGraphStore(
            new GraphOptions { DataDirectory = _folder },
            GraphSchema.NodeTypes,
            TimeProvider.System
        );
        _log = new EmbeddedEventLog(new EventLogOptions { DataDirectory = _folder }, TimeProvider.System);
        _records = new SentRecords(TenantId.Create("acme"), ShopScenario.Generate().Take(Sent));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Build_CrashBeforeOrAfterAnyCommit_GivesTheSameGraphAndCountsEachRecordOnce()
    {
        var undisturbed = await BuildAsync("undisturbed", (_, _) => false);
        Assert.Equal(_records.Usage, undisturbed.Usage);
        for (var crash = 0; crash <= _records.All.Count / BatchRecords; crash++)
        {
            var number = crash;
            foreach (var isAfter in (bool[])[false, true])
                Assert.Equal(
                    undisturbed,
                    await BuildAsync(
                        $"crash_{number}_{isAfter}".ToLowerInvariant(),
                        (at, after) => (at, after) == (number, isAfter)
                    )
                );
        }
    }

    [Fact]
    public async Task Build_OwnersThatOverlapInAnyOrder_GivesTheSameGraphAndCountsEachRecordOnce()
    {
        var undisturbed = await BuildAsync("alone", (_, _) => false);
        var graphs = 0;
        await Gen.Select(Gen.Int[0, 1], Gen.Int[1, 80], Gen.Int[0, 9])
            .Array[1, 25]
            .SampleAsync(
                async steps =>
                {
                    var name = $"overlap_{Interlocked.Increment(ref graphs)}";
                    var builders = Enumerable.Range(0, 2).Select(_ => NewBuilder(name)).ToList();
                    var epoch = 0L;
                    foreach (var (builder, records, chance) in steps)
                    {
                        if (chance < 2)
                            await builders[builder].TakeOverAsync(++epoch);
                        else
                            await builders[builder].GoOnAsync(records, isAcknowledged: chance > 3);
                    }
                    await builders[0].TakeOverAsync(++epoch);
                    while (!await builders[0].GoOnAsync(BatchRecords, isAcknowledged: true)) { }
                    Assert.Equal(undisturbed, await ReadAsync(name));
                },
                iter: 25,
                threads: 1
            );
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _log.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Builds a graph by builders of which each ends when it is told to crash.</summary>
    /// <param name="name">The graph.</param>
    /// <param name="crash">Whether to crash at a commit, counted from 0; before it, or after it.</param>
    private async Task<Built> BuildAsync(string name, Func<int, bool, bool> crash)
    {
        var (epoch, commit, isDone) = (0L, 0, false);
        while (!isDone)
        {
            var builder = NewBuilder(name);
            await builder.TakeOverAsync(++epoch);
            for (var isAlive = true; isAlive && !isDone; commit++)
            {
                isAlive = !crash(commit, false);
                if (!isAlive)
                    continue;
                isDone = await builder.GoOnAsync(BatchRecords, isAcknowledged: true);
                isAlive = !crash(commit, true);
            }
        }
        return await ReadAsync(name);
    }

    private ContendingBuilder NewBuilder(string name) => new(_records, _log, _store.Open(name), _store, name);

    private async Task<Built> ReadAsync(string name)
    {
        using var output = new MemoryStream();
        await GraphDump.WriteAsync(
            _store.Open(name),
            [.. GraphSchema.NodeTypes.Select(type => type.Label)],
            [GraphSchema.About, GraphSchema.SameIncident, GraphSchema.PotentialCause],
            output,
            Token
        );
        var usage = await ((IGraphWriters)_store).Open(name).GetUsageAsync(DateTimeOffset.UnixEpoch, Token);
        return new Built(Encoding.UTF8.GetString(output.ToArray()), string.Join("; ", usage));
    }

    private sealed record Built(string Graph, string Usage);
}
