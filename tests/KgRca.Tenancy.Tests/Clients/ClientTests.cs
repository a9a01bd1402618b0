using KgRca.Contracts.Identity;
using KgRca.Tenancy.Agents;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Usage;

namespace KgRca.Tenancy.Tests.Clients;

public sealed class SqliteClientTests : ClientContract<Sqlite>;

public sealed class PostgresClientTests : ClientContract<Postgres>;

public abstract class ClientContract<TDatabase> : TenancyContract<TDatabase>
    where TDatabase : ITestDatabase, new()
{
    [Fact]
    public async Task Find_NewClient_GivesItAsItWasMade()
    {
        var made = await Clients.CreateAsync("Ünïcode & Co", Plan.Pro, Cancellation);
        Assert.Equal(made, await Clients.FindAsync(made.Id, Cancellation));
        Assert.Equal(new Client(made.Id, "Ünïcode & Co", Plan.Pro, ClientStatus.Active, Clock.GetUtcNow()), made);
    }

    [Fact]
    public async Task List_PageAfterPage_GivesEveryClientOnce()
    {
        var made = new HashSet<TenantId>();
        for (var i = 0; i < 7; i++)
            made.Add((await Clients.CreateAsync($"shop {i % 3}", Plan.Free, Cancellation)).Id);
        var seen = new List<TenantId>();
        string? cursor = null;
        do
        {
            var page = await Clients.ListAsync(3, cursor, Cancellation);
            seen.AddRange(page.Clients.Select(client => client.Id));
            cursor = page.NextCursor;
        } while (cursor is not null);
        Assert.Equal(made.Count, seen.Count);
        Assert.Equal(made, seen.ToHashSet());
    }

    [Fact]
    public async Task List_ExactlyOnePage_HasNoNextCursor()
    {
        for (var i = 0; i < 2; i++)
            await CreateClientAsync();
        Assert.Null((await Clients.ListAsync(2, null, Cancellation)).NextCursor);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task List_LimitNotPositive_Throws(int limit)
    {
        await CreateClientAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            nameof(limit),
            () => Clients.ListAsync(limit, null, Cancellation)
        );
    }

    [Fact]
    public async Task Update_OnlyTheStatus_LeavesThePlan()
    {
        var client = await CreateClientAsync(Plan.Pro);
        await Clients.UpdateAsync(client, null, ClientStatus.Suspended, Cancellation);
        var found = await Clients.FindAsync(client, Cancellation);
        Assert.Equal((Plan.Pro, ClientStatus.Suspended), (found?.Plan, found?.Status));
    }

    [Fact]
    public async Task UpdateAndDelete_UnknownClient_FindNothing()
    {
        var nobody = TenantId.Create("nobody");
        Assert.Null(await Clients.UpdateAsync(nobody, Plan.Pro, null, Cancellation));
        Assert.False(await Clients.DeleteAsync(nobody, Cancellation));
    }

    [Fact]
    public async Task Delete_ClientWithKeysUsageAndAgents_RemovesThemAndNobodyElses()
    {
        var (gone, stays) = (await CreateClientAsync(), await CreateClientAsync());
        foreach (var client in new[] { gone, stays })
        {
            await CreateKeyAsync(client);
            Tenancy.Get<UsageRecorder>().Record(client, Meter.ApiCalls, 1);
            Tenancy.Get<AgentRegistry>().Report(client, new AgentReport("agent-1", "1.0", Clock.GetUtcNow(), 1, 0, 0));
        }
        await Tenancy.Get<UsageRecorder>().FlushAsync(Cancellation);
        await Tenancy.Get<AgentRegistry>().FlushAsync(Cancellation);
        Assert.True(await Clients.DeleteAsync(gone, Cancellation));
        Assert.Equal((0, 0, 0), await CountAsync(gone));
        Assert.Equal((1, 1, 1), await CountAsync(stays));
    }

    private async Task<(int Keys, int Usage, int Agents)> CountAsync(TenantId client)
    {
        var today = DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime);
        return (
            (await Keys.ListAsync(client, Cancellation)).Count,
            (await Tenancy.Get<UsageStore>().ReadAsync(client, today, today, Cancellation)).Count,
            (await Tenancy.Get<AgentRegistry>().ListAsync(client, 10, null, Cancellation)).Agents.Count
        );
    }
}
