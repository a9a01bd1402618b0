using KgRca.Contracts.Identity;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Keys;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Tenancy.Tests;

/// <summary>A migrated database and a process on it, for tests that hold on every kind of database.</summary>
public abstract class TenancyContract<TDatabase> : IAsyncLifetime
    where TDatabase : ITestDatabase, new()
{
    private readonly TDatabase _database = new();
    private readonly List<Replica> _replicas = [];
    private KeyValuePair<string, string?> _setting;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 14, 23, 59, 0, TimeSpan.Zero));

    protected Replica Tenancy => _replicas[0];

    protected ClientStore Clients => Tenancy.Get<ClientStore>();

    protected ApiKeyStore Keys => Tenancy.Get<ApiKeyStore>();

    public async ValueTask InitializeAsync()
    {
        _setting = await _database.CreateAsync(Cancellation);
        await StartReplica().Database.MigrateAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
            replica.Dispose();
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected Replica StartReplica()
    {
        var replica = new Replica(_setting, Clock);
        _replicas.Add(replica);
        return replica;
    }

    protected async Task<TenantId> CreateClientAsync(Plan plan = Plan.Basic) =>
        (await Clients.CreateAsync("Acme Shop", plan, Cancellation)).Id;

    protected async Task<NewApiKey> CreateKeyAsync(
        TenantId client,
        Permissions permissions = Permissions.Read,
        DateTimeOffset? expiresAt = null
    )
    {
        var key = await Keys.CreateAsync(client, "ci", permissions, expiresAt, Cancellation);
        Assert.NotNull(key);
        return key;
    }
}
