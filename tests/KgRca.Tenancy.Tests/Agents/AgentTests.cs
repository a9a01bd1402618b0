using KgRca.Tenancy.Agents;
using KgRca.Tenancy.Storage;
using Microsoft.EntityFrameworkCore;

namespace KgRca.Tenancy.Tests.Agents;

public sealed class SqliteAgentTests : AgentContract<Sqlite>;

public sealed class PostgresAgentTests : AgentContract<Postgres>;

public abstract class AgentContract<TDatabase> : TenancyContract<TDatabase> where TDatabase : ITestDatabase, new()
{
    private AgentRegistry Registry => Tenancy.Get<AgentRegistry>();

    [Fact]
    public async Task List_SeveralReports_GivesFirstAndLastSeenAndTheSum()
    {
        var client = await CreateClientAsync();
        var start = Clock.GetUtcNow();
        Registry.Report(client, new AgentReport("agent-1", "1.0", 10));
        await Registry.FlushAsync(Cancellation);
        Clock.Advance(TimeSpan.FromSeconds(5));
        Registry.Report(client, new AgentReport("agent-1", null, 5));
        Assert.Equal([new Agent("agent-1", "1.0", start, start.AddSeconds(5), 15, null, null)], await Registry.ListAsync(client, Cancellation));
    }

    [Fact]
    public async Task List_LagAndDrops_AreThoseLastSaid()
    {
        var client = await CreateClientAsync();
        Registry.Report(client, new AgentReport("agent-1", "1.0", 1, 90.5, 2));
        await Registry.FlushAsync(Cancellation);
        Registry.Report(client, new AgentReport("agent-1", "1.0", 1, 0, 7));
        Registry.Report(client, new AgentReport("agent-1", "1.0", 1));
        var agent = Assert.Single(await Registry.ListAsync(client, Cancellation));
        Assert.Equal((0d, 7L), (agent.LagSeconds, agent.Dropped));
    }

    [Fact]
    public async Task List_AgentOfAnotherClient_IsNotShown()
    {
        Registry.Report(await CreateClientAsync(), new AgentReport("agent-1", null, 1));
        Assert.Empty(await Registry.ListAsync(await CreateClientAsync(), Cancellation));
    }

    [Fact]
    public async Task Flush_DatabaseOutOfReach_KeepsTheReportsForTheNext()
    {
        var client = await CreateClientAsync();
        var start = Clock.GetUtcNow();
        var contexts = new FailingContexts(Tenancy.Get<IDbContextFactory<TenancyContext>>()) { IsFailing = true };
        using var registry = new AgentRegistry(contexts, Clock);
        registry.Report(client, new AgentReport("agent-1", "1.0", 5));
        await Assert.ThrowsAsync<TimeoutException>(() => registry.FlushAsync(Cancellation));
        Clock.Advance(TimeSpan.FromSeconds(1));
        registry.Report(client, new AgentReport("agent-1", "1.1", 2));
        contexts.IsFailing = false;
        Assert.Equal([new Agent("agent-1", "1.1", start, start.AddSeconds(1), 7, null, null)], await registry.ListAsync(client, Cancellation));
    }

    [Fact]
    public async Task Flush_ReplicasAtOnceForOneAgent_AddUp()
    {
        var client = await CreateClientAsync();
        var registries = Enumerable.Range(0, 4).Select(_ => StartReplica().Get<AgentRegistry>()).ToList();
        foreach (var registry in registries) registry.Report(client, new AgentReport("agent-1", "1.0", 10));
        await Task.WhenAll(registries.Select(registry => Task.Run(() => registry.FlushAsync(Cancellation), Cancellation)));
        Assert.Equal(40, Assert.Single(await Registry.ListAsync(client, Cancellation)).Records);
    }
}
