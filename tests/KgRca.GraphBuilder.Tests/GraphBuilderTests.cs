using System.Text;
using System.Text.Json;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.EventLog;
using KgRca.EventLog.Tenants;
using KgRca.Graph;
using KgRca.GraphBuilder.Metering;
using KgRca.GraphBuilder.Metrics;
using KgRca.Scenarios;
using KgRca.ServiceDefaults;
using KgRca.ServiceDefaults.Metrics;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Usage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KgRca.GraphBuilder.Tests;

public sealed class GraphBuilderTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kgrca-builder-").FullName;
    private readonly BrokenGraphs _broken = new();
    private WebApplication? _app;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Build_Scenario_MakesItsIncidents()
    {
        var (log, graphs) = await StartAsync();
        var tenant = await AddTenantAsync(log, "acme");
        await AppendAsync(log, tenant);
        await WaitUntilBuiltAsync(log, graphs, tenant);
        Assert.Equal(
            ShopScenario.Faults.Count,
            (await graphs.Open(tenant.GraphDatabase).FindNodesAsync(new NodeQuery(GraphSchema.Incident), Token))
                .Nodes
                .Count
        );
    }

    [Fact]
    public async Task Build_RecordThatCannotBeParsed_IsKeptInTheDeadLetterTopicAndTheStreamGoesOn()
    {
        var (log, graphs) = await StartAsync();
        var tenant = await AddTenantAsync(log, "acme");
        await log.AppendAsync(
            [
                new AppendRecord(
                    new TopicName(tenant, DataTopic.Events).ToString(),
                    "k"u8.ToArray(),
                    "{\"event_id\":\"e\"}"u8.ToArray()
                ),
            ],
            Token
        );
        await AppendAsync(log, tenant);
        await WaitUntilBuiltAsync(log, graphs, tenant);
        await using var consumer = await log.SubscribeAsync(
            new Subscription("test", $"^{new TopicName(tenant, DataTopic.DeadLetter)}$"),
            Token
        );
        var letter = Assert.Single(await consumer.PollAsync(10, TimeSpan.FromSeconds(10), Token));
        Assert.Equal("{\"event_id\":\"e\"}", Encoding.UTF8.GetString(letter.Value.GetValueOrDefault().Span));
        Assert.Contains(new RecordHeader("kgrca-error", "event_time: is required"), letter.Headers);
        Assert.Contains(letter.Headers, header => header.Name == "kgrca-source");
        Assert.NotEmpty(
            (await graphs.Open(tenant.GraphDatabase).FindNodesAsync(new NodeQuery(GraphSchema.Incident), Token)).Nodes
        );
    }

    [Fact]
    public async Task Build_TenantWhoseGraphCannotBeWritten_HoldsUpNobodyAndIsMadeUpForLater()
    {
        var (log, graphs) = await StartAsync();
        var (broken, healthy) = (await AddTenantAsync(log, "broken"), await AddTenantAsync(log, "healthy"));
        _broken.Database = broken.GraphDatabase;
        await AppendAsync(log, broken);
        await AppendAsync(log, healthy);
        await WaitUntilBuiltAsync(log, graphs, healthy);
        Assert.Empty(
            (await graphs.Open(broken.GraphDatabase).FindNodesAsync(new NodeQuery(GraphSchema.Incident), Token)).Nodes
        );
        var health =
            _app?.Services.GetRequiredService<HealthCheckService>()
            ?? throw new InvalidOperationException("Not started.");
        while ((await health.CheckHealthAsync(Token)).Status != HealthStatus.Unhealthy)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        _broken.Database = null;
        await WaitUntilBuiltAsync(log, graphs, broken);
        Assert.Equal(
            ShopScenario.Faults.Count,
            (await graphs.Open(broken.GraphDatabase).FindNodesAsync(new NodeQuery(GraphSchema.Incident), Token))
                .Nodes
                .Count
        );
    }

    [Fact]
    public async Task Build_StoppedAndStarted_GoesOnWhereItWas()
    {
        var (log, graphs) = await StartAsync();
        var tenant = await AddTenantAsync(log, "acme");
        var records = ShopScenario.Generate().ToList();
        await AppendAsync(log, tenant, records.Take(200));
        await WaitUntilBuiltAsync(log, graphs, tenant);
        await StopAsync();
        (log, graphs) = await StartAsync();
        await AppendAsync(log, tenant, records.Skip(200));
        await WaitUntilBuiltAsync(log, graphs, tenant);
        Assert.Equal(
            ShopScenario.Faults.Count,
            (await graphs.Open(tenant.GraphDatabase).FindNodesAsync(new NodeQuery(GraphSchema.Incident), Token))
                .Nodes
                .Count
        );
    }

    [Fact]
    public async Task Build_LogThatWasLost_ReadsAllOfTheNewOne()
    {
        var (log, graphs) = await StartAsync();
        var tenant = await AddTenantAsync(log, "acme");
        var records = ShopScenario.Generate().ToList();
        await AppendAsync(log, tenant, records.Take(300));
        await WaitUntilBuiltAsync(log, graphs, tenant);
        await StopAsync();
        foreach (var file in Directory.GetFiles(_folder, "log.db*"))
            File.Delete(file);
        (log, graphs) = await StartAsync();
        await TenantTopics.EnsureAsync(log, tenant, 2, Token);
        await AppendAsync(log, tenant, records.Skip(300));
        await WaitUntilBuiltAsync(log, graphs, tenant);
        Assert.Equal(await BuiltAtOnceAsync(records), await DumpAsync(graphs, tenant));
        Assert.Contains(tenant.Value, await DispatcherHealthAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Build_LogThatWasRestoredFromABackup_LosesNoNewRecord(int startsBefore)
    {
        var (log, graphs) = await StartAsync();
        var tenant = await AddTenantAsync(log, "acme");
        var records = ShopScenario.Generate().ToList();
        await AppendAsync(log, tenant, records.Take(200));
        var backup = Directory.CreateDirectory(Path.Combine(_folder, "backup")).FullName;
        BackUpLog(Path.Combine(backup, "log.db"));
        for (var start = 0; start < startsBefore; start++)
        {
            await StopAsync();
            (log, graphs) = await StartAsync();
        }
        await AppendAsync(log, tenant, records.Skip(200).Take(200));
        await WaitUntilBuiltAsync(log, graphs, tenant);
        await StopAsync();
        foreach (var file in Directory.GetFiles(_folder, "log.db*"))
            File.Delete(file);
        foreach (var file in Directory.GetFiles(backup))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        (log, graphs) = await StartAsync();
        await AppendAsync(log, tenant, records.Skip(400));
        await WaitUntilBuiltAsync(log, graphs, tenant);
        Assert.Equal(await BuiltAtOnceAsync(records), await DumpAsync(graphs, tenant));
        Assert.Contains(tenant.Value, await DispatcherHealthAsync());
    }

    [Fact]
    public async Task Build_TenantThatIsRemovedWhileItIsBuilt_IsNotBuiltAgain()
    {
        var (log, graphs) = await StartAsync();
        var (removed, other) = (await AddTenantAsync(log, "removed"), await AddTenantAsync(log, "other"));
        for (var i = 0; i < 5; i++)
            await AppendAsync(log, removed);
        await TenantTopics.DeleteAsync(log, removed, Token);
        await _app!.Services.GetRequiredService<IGraphMaintenance>().DropAsync(removed.GraphDatabase, Token);
        await AppendAsync(log, other);
        await WaitUntilBuiltAsync(log, graphs, other);
        Assert.DoesNotContain(
            Directory.GetFiles(Path.Combine(_folder, "graphs")),
            file => Path.GetFileName(file).StartsWith(removed.GraphDatabase, StringComparison.Ordinal)
        );
        var health = _app!.Services.GetRequiredService<HealthCheckService>();
        Assert.NotEqual(HealthStatus.Unhealthy, (await health.CheckHealthAsync(Token)).Status);
    }

    [Fact]
    public async Task Build_ErrorThatNobodyExpected_IsShownAndStartedAgain()
    {
        var (log, graphs) = await StartAsync();
        var (failing, healthy) = (await AddTenantAsync(log, "failing"), await AddTenantAsync(log, "healthy"));
        var (isFailing, failures) = (true, 0);
        _broken.Before = database =>
        {
            if (database != failing.GraphDatabase || !Volatile.Read(ref isFailing))
                return;
            Interlocked.Increment(ref failures);
            throw new InvalidOperationException("Nobody expects this.");
        };
        await AppendAsync(log, failing);
        await AppendAsync(log, healthy);
        await WaitUntilBuiltAsync(log, graphs, healthy);
        while (
            Volatile.Read(ref failures) < 3
            || !(await DispatcherHealthAsync()).Contains("Nobody expects this.", StringComparison.Ordinal)
        )
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
        Volatile.Write(ref isFailing, false);
        await WaitUntilBuiltAsync(log, graphs, failing);
        Assert.Equal(await DumpAsync(graphs, healthy), await DumpAsync(graphs, failing));
        while ((await DispatcherHealthAsync()).Length > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
    }

    [Fact]
    public async Task Build_AnswersThatAreLost_GivesTheSameGraph()
    {
        var (log, graphs) = await StartAsync();
        var (lossy, healthy) = (await AddTenantAsync(log, "lossy"), await AddTenantAsync(log, "healthy"));
        var commits = 0;
        _broken.After = database =>
        {
            if (database == lossy.GraphDatabase && Interlocked.Increment(ref commits) % 2 == 1)
                throw new GraphUnavailableException("The connection was lost.");
        };
        foreach (var some in ShopScenario.Generate().Chunk(100))
        {
            await AppendAsync(log, lossy, some);
            await AppendAsync(log, healthy, some);
            await WaitUntilBuiltAsync(log, graphs, lossy);
        }
        await WaitUntilBuiltAsync(log, graphs, healthy);
        Assert.Equal(await DumpAsync(graphs, healthy), await DumpAsync(graphs, lossy));
    }

    [Fact]
    public async Task Usage_OfWhatWasBuilt_IsCopiedOnceHoweverOftenItIsCopied()
    {
        var (log, graphs) = await StartAsync();
        var tenant = await AddTenantAsync(log, "acme");
        await _app!.Services.GetRequiredService<ClientStore>().CreateAsync(tenant, "Acme", Plan.Basic, Token);
        var records = ShopScenario.Generate().ToList();
        // A line that is sent again, one that cannot be used and a verdict are no use.
        await AppendAsync(
            log,
            tenant,
            [.. records.Take(200), records[0], records[0] with { Value = "{}"u8.ToArray() }]
        );
        await AppendVerdictAsync(log, tenant, "e1", "correct");
        await WaitUntilBuiltAsync(log, graphs, tenant);
        await StopAsync();
        (log, graphs) = await StartAsync();
        await AppendAsync(log, tenant, records.Skip(200));
        await WaitUntilBuiltAsync(log, graphs, tenant);
        var copier = _app!.Services.GetRequiredService<UsageCopier>();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            copier.Changed(tenant);
            await copier.CopyAsync(Token);
        }
        var used = await _app
            .Services.GetRequiredService<UsageStore>()
            .ReadAsync(tenant, DateOnly.MinValue, DateOnly.MaxValue, Token);
        var sent = records.DistinctBy(record => (record.Topic, Encoding.UTF8.GetString(record.Value.Span))).ToList();
        Assert.Equal(sent.Count, used.Where(line => line.Meter == Meter.EventsIngested).Sum(line => line.Quantity));
        Assert.Equal(
            sent.Sum(record => (long)record.Value.Length),
            used.Where(line => line.Meter == Meter.BytesIngested).Sum(line => line.Quantity)
        );
    }

    [Fact]
    public async Task Metrics_AfterRecords_SayHowFarBehindAndHowLarge()
    {
        var (log, graphs) = await StartAsync();
        var tenant = await AddTenantAsync(log, "acme");
        await AppendAsync(log, tenant);
        await WaitUntilBuiltAsync(log, graphs, tenant);
        // The builder commits its offsets after its graph has the records.
        while (
            (await log.GetLagAsync(GraphBuilderModule.ConsumerGroup, Token)) is var lags
            && (lags.Count == 0 || lags.Any(lag => lag.Lag > 0))
        )
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
        await _app!.Services.GetServices<IHostedService>().OfType<StorageSampler>().Single().SampleAsync(Token);
        var registry = _app.Services.GetRequiredService<PrometheusRegistry>();
        Assert.Matches($"kg_client_storage_bytes\\{{client_id=\"{tenant}\"\\}} [1-9]", registry.Write());
        Assert.Contains("kg_kafka_consumer_lag{topic=\"events.normalized\",partition=\"", registry.Write());
    }

    [Fact]
    public async Task Build_AfterAVerdict_RanksTheNextIncidentsByIt()
    {
        var (log, graphs) = await StartAsync();
        var (plain, judged) = (await AddTenantAsync(log, "plain"), await AddTenantAsync(log, "judged"));
        var records = ShopScenario.Generate().ToList();
        await AppendAsync(log, plain, records);
        await AppendAsync(log, judged, records.Take(1));
        await WaitUntilBuiltAsync(log, graphs, plain);
        await WaitUntilBuiltAsync(log, graphs, judged);
        var graph = graphs.Open(judged.GraphDatabase);
        foreach (var cause in Enumerable.Range(0, 5))
            await AppendVerdictAsync(log, judged, $"e{cause}", "incorrect");
        await AppendAsync(log, judged, records.Skip(1));
        await WaitUntilBuiltAsync(log, graphs, judged);
        var before = await RankScoreAsync(graphs.Open(plain.GraphDatabase));
        Assert.Equal(before * (1 - 0.3 * 5 / 6), await RankScoreAsync(graph), 1e-9);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Copies the log as it is, while it is written.</summary>
    private void BackUpLog(string path)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "log.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO $1";
        command.Parameters.AddWithValue("$1", path);
        command.ExecuteNonQuery();
    }

    private async Task StopAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    /// <summary>The graph that records come to without an interruption.</summary>
    private async Task<string> BuiltAtOnceAsync(IReadOnlyList<Contracts.Captures.CaptureRecord> records)
    {
        var services = (_app ?? throw new InvalidOperationException("Not started.")).Services;
        var (log, graphs) = (services.GetRequiredService<IEventLog>(), services.GetRequiredService<IGraphReaders>());
        var tenant = await AddTenantAsync(log, "whole");
        await AppendAsync(log, tenant, records);
        await WaitUntilBuiltAsync(log, graphs, tenant);
        return await DumpAsync(graphs, tenant);
    }

    private static async Task<string> DumpAsync(IGraphReaders graphs, TenantId tenant)
    {
        using var output = new MemoryStream();
        await GraphDump.WriteAsync(
            graphs.Open(tenant.GraphDatabase),
            [.. GraphSchema.NodeTypes.Select(type => type.Label)],
            [GraphSchema.About, GraphSchema.SameIncident, GraphSchema.PotentialCause],
            output,
            Token
        );
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private async Task<string> DispatcherHealthAsync()
    {
        var services = (_app ?? throw new InvalidOperationException("Not started.")).Services;
        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);
        return report.Entries["graph_builder"].Description ?? "";
    }

    private async Task<(IEventLog Log, IGraphReaders Graphs)> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["DataDirectory"] = _folder;
        builder.Configuration["GraphBuilder:RetryDelay"] = "00:00:00.010";
        builder.Configuration["GraphBuilder:MaxRetryDelay"] = "00:00:00.050";
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults().AddGraphBuilder();
        builder.Services.RemoveAll<IGraphWriters>();
        builder.Services.AddSingleton<IGraphWriters>(services =>
        {
            _broken.Inner = services.GetRequiredService<Graph.Storage.EmbeddedGraphStore>();
            return _broken;
        });
        _app = builder.Build();
        await _app.StartAsync(Token);
        return (_app.Services.GetRequiredService<IEventLog>(), _app.Services.GetRequiredService<IGraphReaders>());
    }

    private static async Task<double> RankScoreAsync(IGraphReader graph)
    {
        await foreach (var link in graph.ReadRelationshipsAsync([GraphSchema.PotentialCause], Token))
            if (link["cause"].AsString == "oom_killed")
                return link["rank_score"].AsFloat ?? 0;
        return 0;
    }

    private static async Task<TenantId> AddTenantAsync(IEventLog log, string name)
    {
        var tenant = TenantId.Create(name);
        await TenantTopics.EnsureAsync(log, tenant, 2, Token);
        return tenant;
    }

    private static ValueTask AppendAsync(
        IEventLog log,
        TenantId tenant,
        IEnumerable<Contracts.Captures.CaptureRecord>? records = null
    ) =>
        log.AppendAsync(
            [
                .. (records ?? ShopScenario.Generate()).Select(record => new AppendRecord(
                    new TopicName(tenant, record.Topic).ToString(),
                    Encoding.UTF8.GetBytes(record.Key),
                    record.Value
                )),
            ],
            Token
        );

    private static ValueTask AppendVerdictAsync(IEventLog log, TenantId tenant, string eventId, string verdict)
    {
        var said = new CauseVerdict(
            new DateTimeOffset(2026, 11, 30, 8, 0, 0, TimeSpan.Zero),
            "inc",
            eventId,
            "oom_killed",
            verdict
        );
        return log.AppendAsync(
            [
                new AppendRecord(
                    new TopicName(tenant, DataTopic.Feedback).ToString(),
                    Encoding.UTF8.GetBytes(said.Key),
                    JsonSerializer.SerializeToUtf8Bytes(said, WireJson.Default.CauseVerdict)
                ),
            ],
            Token
        );
    }

    private static async Task WaitUntilBuiltAsync(IEventLog log, IGraphReaders graphs, TenantId tenant)
    {
        while (true)
        {
            var ends = await log.GetEndOffsetsAsync(
                [.. TopicName.GraphInputs.Select(topic => new TopicName(tenant, topic).ToString())],
                Token
            );
            var checkpoints = (await graphs.Open(tenant.GraphDatabase).GetCheckpointsAsync(Token)).ToDictionary(
                checkpoint => new TopicPartition(checkpoint.Topic, checkpoint.Partition),
                checkpoint => checkpoint.Offset
            );
            if (ends.All(end => checkpoints.GetValueOrDefault(end.Partition) >= end.Offset))
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
        }
    }
}
