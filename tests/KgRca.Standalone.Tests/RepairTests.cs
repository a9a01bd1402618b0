using System.Net;
using System.Text;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.Graph;
using KgRca.Scenarios;
using KgRca.Standalone.Startup;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace KgRca.Standalone.Tests;

/// <summary>What is damaged of one client costs that client alone, is named, and is repaired by a command.</summary>
public sealed class RepairTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kgrca-repair-").FullName;
    private readonly List<CaptureRecord> _records = [.. ShopScenario.Generate()];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(8_192)]
    public async Task Repair_DamagedGraph_IsBuiltAgainFromTheLog(int damagedFrom)
    {
        TenantId id;
        string before;
        await using (var platform = await RunningPlatform.StartAsync(_folder, Token))
        {
            id = await AddAsync(platform, "damaged");
            before = await DumpAsync(platform, id);
        }
        Overwrite(GraphPath(id), damagedFrom);
        await using (var platform = await RunningPlatform.StartAsync(_folder, Token))
        {
            await AppendAsync(platform, id);
            var other = await AddAsync(platform, "well");
            Assert.Equal(before, await DumpAsync(platform, other));
            await WaitUntilHealthSaysAsync(platform, id.Value);
        }
        Assert.Equal(0, await RepairAsync("--rebuild", id.Value));
        await using (var platform = await RunningPlatform.StartAsync(_folder, Token))
        {
            await platform.WaitUntilBuiltAsync(id, Token);
            Assert.StartsWith("{\"label\"", await DumpAsync(platform, id));
            Assert.DoesNotContain("damaged", await HealthAsync(platform));
        }
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_folder, "set-aside", id.Value, "1")));
    }

    [Fact]
    public async Task Repair_CopyOfTheGraph_GoesOnFromIt()
    {
        TenantId id;
        string before;
        await using (var platform = await RunningPlatform.StartAsync(_folder, Token))
        {
            id = await AddAsync(platform, "damaged");
            before = await DumpAsync(platform, id);
        }
        var copy = Path.Combine(_folder, "copy.db");
        File.Copy(GraphPath(id), copy);
        Overwrite(GraphPath(id), 0);
        Assert.Equal(1, await RepairAsync("--graph", GraphPath(id), id.Value));
        Assert.Equal(0, await RepairAsync("--graph", copy, id.Value));
        await using var repaired = await RunningPlatform.StartAsync(_folder, Token);
        await repaired.WaitUntilBuiltAsync(id, Token);
        Assert.Equal(before, await DumpAsync(repaired, id));
    }

    [Fact]
    public async Task Repair_DamagedBatch_IsSetAsideAndTheRestIsRead()
    {
        TenantId id;
        await using (var platform = await RunningPlatform.StartAsync(_folder, Token))
            id = await AddAsync(platform, "damaged");
        Execute("UPDATE batches SET data = zeroblob(length(data)) WHERE id = (SELECT min(id) FROM batches)");
        foreach (var file in Directory.GetFiles(Path.Combine(_folder, "graphs")))
            File.Delete(file);
        await using (var platform = await RunningPlatform.StartAsync(_folder, Token))
        {
            var other = await AddAsync(platform, "well");
            await platform.WaitUntilBuiltAsync(other, Token);
            await WaitUntilHealthSaysAsync(platform, id.Value);
        }
        Assert.Equal(0, await RepairAsync(id.Value));
        await using var repaired = await RunningPlatform.StartAsync(_folder, Token);
        await repaired.WaitUntilBuiltAsync(id, Token);
        Assert.DoesNotContain("damaged", await HealthAsync(repaired));
        Assert.Single(Directory.GetFiles(Path.Combine(_folder, "set-aside", id.Value, "1")));
    }

    [Fact]
    public async Task Repair_ClientThatIsWellOrUnknown_ChangesNothing()
    {
        TenantId id;
        await using (var platform = await RunningPlatform.StartAsync(_folder, Token))
            id = await AddAsync(platform, "well");
        var before = File.ReadAllBytes(GraphPath(id));
        Assert.Equal(0, await RepairAsync(id.Value));
        Assert.Equal(1, await RepairAsync("client-nobody-abc234"));
        Assert.Equal(1, await RepairAsync("nonsense"));
        Assert.Equal(before, File.ReadAllBytes(GraphPath(id)));
        Assert.False(Directory.Exists(Path.Combine(_folder, "set-aside")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<TenantId> AddAsync(RunningPlatform platform, string name)
    {
        var (id, http) = await platform.AddClientAsync(name, Token);
        http.Dispose();
        await AppendAsync(platform, id);
        await platform.WaitUntilBuiltAsync(id, Token);
        return id;
    }

    private async Task AppendAsync(RunningPlatform platform, TenantId id)
    {
        var log = platform.App.Services.GetRequiredService<IEventLog>();
        foreach (var some in _records.Chunk(40))
            await log.AppendAsync(
                [
                    .. some.Select(record => new AppendRecord(
                        new TopicName(id, record.Topic).ToString(),
                        Encoding.UTF8.GetBytes(record.Key),
                        record.Value
                    )),
                ],
                Token
            );
    }

    private static Task<string> DumpAsync(RunningPlatform platform, TenantId id) =>
        Graphs.DumpAsync(platform.App.Services.GetRequiredService<IGraphReaders>().Open(id.GraphDatabase), Token);

    private static async Task WaitUntilHealthSaysAsync(RunningPlatform platform, string text)
    {
        while (!(await HealthAsync(platform)).Contains(text, StringComparison.Ordinal))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
    }

    /// <summary>What the platform says of itself; it is ready for requests all the while.</summary>
    private static async Task<string> HealthAsync(RunningPlatform platform)
    {
        using var http = new HttpClient { BaseAddress = new Uri(platform.Address) };
        using var response = await http.GetAsync("/health/ready", Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Token);
    }

    private Task<int> RepairAsync(params string[] arguments) =>
        StandaloneArguments.InvokeAsync(
            ["repair", "--data", _folder, .. arguments],
            (_, _) => throw new InvalidOperationException("The command is not known.")
        );

    private string GraphPath(TenantId id) => Path.Combine(_folder, "graphs", $"{id.GraphDatabase}.db");

    private static void Overwrite(string path, int from)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.Position = from;
        file.Write(new byte[Math.Max(4_096, file.Length - from) / 2]);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "log.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
