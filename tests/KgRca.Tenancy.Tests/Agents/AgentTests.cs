using KgRca.Contracts.Identity;
using KgRca.Tenancy.Agents;
using KgRca.Tenancy.Storage;
using Microsoft.EntityFrameworkCore;

namespace KgRca.Tenancy.Tests.Agents;

public sealed class SqliteAgentTests : AgentContract<Sqlite>;

public sealed class PostgresAgentTests : AgentContract<Postgres>;

public abstract class AgentContract<TDatabase> : TenancyContract<TDatabase>
    where TDatabase : ITestDatabase, new()
{
    private AgentRegistry Registry => Tenancy.Get<AgentRegistry>();

    [Fact]
    public async Task List_SeveralReports_GivesFirstAndLastSeenAndWhatWasSaidLast()
    {
        var client = await CreateClientAsync();
        Registry.Report(client, Report(0, "1.0", 10));
        await Registry.FlushAsync(Cancellation);
        Registry.Report(client, Report(5, "1.1", 15));
        Assert.Equal([new Agent("agent-1", "1.1", At(0), At(5), 15, 1.5, 2)], await AgentsAsync(Registry, client));
    }

    [Fact]
    public async Task List_ReportsOutOfOrder_KeepsTheLatest()
    {
        var client = await CreateClientAsync();
        Registry.Report(client, Report(5, "1.1", 15));
        Registry.Report(client, Report(3, "1.0", 12));
        await Registry.FlushAsync(Cancellation);
        Registry.Report(client, Report(0, "1.0", 10));
        Assert.Equal([new Agent("agent-1", "1.1", At(0), At(5), 15, 1.5, 2)], await AgentsAsync(Registry, client));
    }

    [Fact]
    public async Task List_AgentOfAnotherClient_IsNotShown()
    {
        Registry.Report(await CreateClientAsync(), Report(0, "1.0", 1));
        Assert.Empty(await AgentsAsync(Registry, await CreateClientAsync()));
    }

    [Fact]
    public async Task Flush_DatabaseOutOfReach_KeepsTheReportsForTheNext()
    {
        var client = await CreateClientAsync();
        var contexts = new FailingContexts(Tenancy.Get<IDbContextFactory<TenancyContext>>()) { IsFailing = true };
        using var registry = new AgentRegistry(contexts);
        registry.Report(client, Report(0, "1.0", 5));
        await Assert.ThrowsAsync<TimeoutException>(() => registry.FlushAsync(Cancellation));
        registry.Report(client, Report(1, "1.1", 7));
        contexts.IsFailing = false;
        Assert.Equal([new Agent("agent-1", "1.1", At(0), At(1), 7, 1.5, 2)], await AgentsAsync(registry, client));
    }

    [Fact]
    public async Task Flush_ReplicasAtOnceForOneAgent_LeaveTheLatest()
    {
        var client = await CreateClientAsync();
        var registries = Enumerable.Range(0, 4).Select(_ => StartReplica().Get<AgentRegistry>()).ToList();
        for (var i = 0; i < registries.Count; i++)
            registries[i].Report(client, Report(i, "1.0", i));
        await Task.WhenAll(
            registries.Select(registry => Task.Run(() => registry.FlushAsync(Cancellation), Cancellation))
        );
        Assert.Equal([new Agent("agent-1", "1.0", At(0), At(3), 3, 1.5, 2)], await AgentsAsync(Registry, client));
    }

    [Fact]
    public async Task List_MoreThanAPage_GoesOnAfterTheLast()
    {
        var client = await CreateClientAsync();
        foreach (var (agent, seconds) in (ReadOnlySpan<(string, int)>)[("a", 1), ("b", 2), ("c", 2), ("d", 3)])
            Registry.Report(client, new AgentReport(agent, "1.0", At(seconds), 0, 0, 0));
        var first = await Registry.ListAsync(client, 2, null, Cancellation);
        Assert.Equal(["d", "b"], first.Agents.Select(agent => agent.InstanceId));
        var second = await Registry.ListAsync(client, 2, first.Next, Cancellation);
        Assert.Equal(["c", "a"], second.Agents.Select(agent => agent.InstanceId));
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task Flush_ManyIdentities_KeepsThoseSeenLast()
    {
        var client = await CreateClientAsync();
        for (var i = 0; i < 2 * AgentRegistry.MaxAgents; i++)
        {
            Registry.Report(client, new AgentReport($"agent-{i:00000}", "1.0", At(i), 0, 0, 0));
            if (i % AgentRegistry.MaxAgents == 0)
                await Registry.FlushAsync(Cancellation);
        }
        var page = await Registry.ListAsync(client, 2 * AgentRegistry.MaxAgents, null, Cancellation);
        Assert.Equal(AgentRegistry.MaxAgents, page.Agents.Count);
    }

    private static async Task<IReadOnlyList<Agent>> AgentsAsync(AgentRegistry registry, TenantId client) =>
        (await registry.ListAsync(client, 100, null, Cancellation)).Agents;

    private static DateTimeOffset At(int seconds) =>
        new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero).AddSeconds(seconds);

    private static AgentReport Report(int seconds, string version, long records) =>
        new("agent-1", version, At(seconds), records, 1.5, 2);
}
