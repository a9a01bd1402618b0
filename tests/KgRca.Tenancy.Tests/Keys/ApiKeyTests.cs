using KgRca.Contracts.Identity;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Keys;
using KgRca.Tenancy.Storage;
using Microsoft.EntityFrameworkCore;

namespace KgRca.Tenancy.Tests.Keys;

public sealed class SqliteApiKeyTests : ApiKeyContract<Sqlite>;

public sealed class PostgresApiKeyTests : ApiKeyContract<Postgres>;

public abstract class ApiKeyContract<TDatabase> : TenancyContract<TDatabase>
    where TDatabase : ITestDatabase, new()
{
    [Fact]
    public async Task Authenticate_NewKey_GivesClientPermissionsAndPlan()
    {
        var client = await CreateClientAsync(Plan.Pro);
        var key = await CreateKeyAsync(client, Permissions.Read | Permissions.Ingest);
        Assert.Equal(
            new AuthenticatedClient(client, key.Key.Id, Permissions.Read | Permissions.Ingest, Plan.Pro),
            await AuthenticateAsync(Tenancy, key)
        );
    }

    [Fact]
    public async Task Authenticate_WellFormedKeyThatNobodyMade_IsRefused()
    {
        var client = await CreateClientAsync();
        await CreateKeyAsync(client);
        Assert.Null(await Tenancy.Get<ApiKeyAuthenticator>().AuthenticateAsync(KeyFormat.Create(client), Cancellation));
    }

    [Fact]
    public async Task Authenticate_ManyWrongKeysOfAClient_AskTheDatabaseOnce()
    {
        var client = await CreateClientAsync();
        await CreateKeyAsync(client);
        var nobody = TenantId.Create("nobody");
        var contexts = new CountingContexts(Tenancy.Get<IDbContextFactory<TenancyContext>>());
        using var keys = new ApiKeyAuthenticator(contexts, Tenancy.Get<KeyChanges>(), Clock);
        for (var i = 0; i < 20; i++)
        {
            Assert.Null(await keys.AuthenticateAsync(KeyFormat.Create(client), Cancellation));
            Assert.Null(await keys.AuthenticateAsync(KeyFormat.Create(nobody), Cancellation));
        }
        Assert.Equal(2, contexts.Count);
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await keys.AuthenticateAsync(KeyFormat.Create(nobody), Cancellation));
        Assert.Equal(3, contexts.Count);
    }

    [Fact]
    public async Task Authenticate_SecondKeyOfAKnownClient_IsKnownAtOnce()
    {
        var client = await CreateClientAsync();
        Assert.NotNull(await AuthenticateAsync(Tenancy, await CreateKeyAsync(client)));
        Assert.NotNull(await AuthenticateAsync(Tenancy, await CreateKeyAsync(client, Permissions.Query)));
    }

    [Fact]
    public async Task Poller_KeyRevokedByAnotherReplica_IsRefusedWithinASecondWhereTheDatabaseIsShared()
    {
        var other = StartReplica();
        if (!other.Database.IsShared)
            return;
        await other.StartAsync(Cancellation);
        var client = await CreateClientAsync();
        var key = await CreateKeyAsync(client);
        Assert.NotNull(await AuthenticateAsync(other, key));
        await Keys.RevokeAsync(client, key.Key.Id, Cancellation);
        Clock.Advance(TimeSpan.FromSeconds(1));
        while (await AuthenticateAsync(other, key) is not null)
            await Task.Yield();
        await other.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Authenticate_KeyRevokedInThisProcess_IsRefusedAtOnce()
    {
        var client = await CreateClientAsync();
        var key = await CreateKeyAsync(client);
        Assert.NotNull(await AuthenticateAsync(Tenancy, key));
        Assert.True(await Keys.RevokeAsync(client, key.Key.Id, Cancellation));
        Assert.Null(await AuthenticateAsync(Tenancy, key));
    }

    [Fact]
    public async Task Authenticate_KeyRevokedByAnotherReplica_IsRefusedAfterThePoll()
    {
        var other = StartReplica();
        var client = await CreateClientAsync();
        var key = await CreateKeyAsync(client);
        await other.Get<KeyChanges>().PollAsync(Cancellation);
        Assert.NotNull(await AuthenticateAsync(other, key));
        await Keys.RevokeAsync(client, key.Key.Id, Cancellation);
        await other.Get<KeyChanges>().PollAsync(Cancellation);
        Assert.Null(await AuthenticateAsync(other, key));
    }

    [Fact]
    public async Task Authenticate_KeyRevokedByAnotherReplicaBeforeTheFirstPoll_IsRefusedAfterIt()
    {
        var other = StartReplica();
        var client = await CreateClientAsync();
        var key = await CreateKeyAsync(client);
        Assert.NotNull(await AuthenticateAsync(other, key));
        await Keys.RevokeAsync(client, key.Key.Id, Cancellation);
        await other.Get<KeyChanges>().PollAsync(Cancellation);
        Assert.Null(await AuthenticateAsync(other, key));
    }

    [Fact]
    public async Task Authenticate_KeyReachesItsExpiry_IsRefusedThoughCached()
    {
        var key = await CreateKeyAsync(await CreateClientAsync(), expiresAt: Clock.GetUtcNow().AddHours(1));
        Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await AuthenticateAsync(Tenancy, key));
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await AuthenticateAsync(Tenancy, key));
    }

    [Fact]
    public async Task Authenticate_ClientSuspendedAndResumed_FollowsAtOnce()
    {
        var client = await CreateClientAsync();
        var key = await CreateKeyAsync(client);
        Assert.NotNull(await AuthenticateAsync(Tenancy, key));
        await Clients.UpdateAsync(client, null, ClientStatus.Suspended, Cancellation);
        Assert.Null(await AuthenticateAsync(Tenancy, key));
        await Clients.UpdateAsync(client, null, ClientStatus.Active, Cancellation);
        Assert.NotNull(await AuthenticateAsync(Tenancy, key));
    }

    [Fact]
    public async Task Authenticate_PlanChanged_GivesTheNewPlan()
    {
        var client = await CreateClientAsync(Plan.Free);
        var key = await CreateKeyAsync(client);
        await AuthenticateAsync(Tenancy, key);
        await Clients.UpdateAsync(client, Plan.Enterprise, null, Cancellation);
        Assert.Equal(Plan.Enterprise, (await AuthenticateAsync(Tenancy, key))?.Plan);
    }

    [Fact]
    public async Task Authenticate_ClientDeleted_IsRefused()
    {
        var client = await CreateClientAsync();
        var key = await CreateKeyAsync(client);
        await AuthenticateAsync(Tenancy, key);
        Assert.True(await Clients.DeleteAsync(client, Cancellation));
        Assert.Null(await AuthenticateAsync(Tenancy, key));
    }

    [Fact]
    public async Task Revoke_KeyOfAnotherClient_IsNotFoundAndStaysGood()
    {
        var key = await CreateKeyAsync(await CreateClientAsync());
        Assert.False(await Keys.RevokeAsync(await CreateClientAsync(), key.Key.Id, Cancellation));
        Assert.NotNull(await AuthenticateAsync(Tenancy, key));
    }

    [Fact]
    public async Task List_KeysOfTwoClients_GivesOnlyTheOwnOnesOldestFirst()
    {
        var client = await CreateClientAsync();
        var first = await CreateKeyAsync(client);
        Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await CreateKeyAsync(client);
        await CreateKeyAsync(await CreateClientAsync());
        Assert.Equal([first.Key, second.Key], await Keys.ListAsync(client, Cancellation));
    }

    [Fact]
    public async Task Create_UnknownClient_GivesNothing() =>
        Assert.Null(await Keys.CreateAsync(TenantId.Create("nobody"), "ci", Permissions.Read, null, Cancellation));

    [Fact]
    public async Task Log_KeyMadeUsedAndRevoked_NeverHoldsTheSecret()
    {
        var client = await CreateClientAsync();
        var key = await CreateKeyAsync(client);
        await AuthenticateAsync(Tenancy, key);
        await Keys.RevokeAsync(client, key.Key.Id, Cancellation);
        Assert.NotEmpty(Tenancy.LogMessages);
        var hidden = key.Secret[key.Key.Prefix.Length..];
        Assert.DoesNotContain(Tenancy.LogMessages, message => message.Contains(hidden, StringComparison.Ordinal));
    }

    private static async Task<AuthenticatedClient?> AuthenticateAsync(Replica replica, NewApiKey key) =>
        await replica.Get<ApiKeyAuthenticator>().AuthenticateAsync(key.Secret, Cancellation);
}
