using KgRca.Tenancy.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Tenancy.Tests.Storage;

public sealed class SqliteTenancyDatabaseTests : TenancyDatabaseContract<Sqlite>
{
    [Fact]
    public void Migrations_Model_HasNoPendingChanges()
    {
        using var context = new SqliteDesignFactory().CreateDbContext([]);
        Assert.False(context.Database.HasPendingModelChanges());
    }

    // EF Core locks by a row in the file, which a process that is killed leaves there for ever.
    [Fact]
    public async Task Migrate_EarlierProcessKilledWhileMigrating_Succeeds()
    {
        using var replica = new Replica(await Database.CreateAsync(Cancellation), new FakeTimeProvider());
        await replica.Database.MigrateAsync(Cancellation);
        await using (
            var context = await replica.Get<IDbContextFactory<TenancyContext>>().CreateDbContextAsync(Cancellation)
        )
        {
            await context.Database.ExecuteSqlRawAsync(
                "INSERT INTO __EFMigrationsLock (Id, Timestamp) VALUES (1, '2026-03-14 12:00:00+00:00')",
                Cancellation
            );
        }
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        await replica.Database.MigrateAsync(patience.Token);
    }
}

public sealed class PostgresTenancyDatabaseTests : TenancyDatabaseContract<Postgres>
{
    [Fact]
    public void Migrations_Model_HasNoPendingChanges()
    {
        using var context = new PostgresDesignFactory().CreateDbContext([]);
        Assert.False(context.Database.HasPendingModelChanges());
    }
}

public abstract class TenancyDatabaseContract<TDatabase> : IAsyncDisposable
    where TDatabase : ITestDatabase, new()
{
    protected TDatabase Database { get; } = new();

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrate_ReplicasStartingAtOnceWithoutDatabase_AllSucceed()
    {
        var setting = await Database.CreateAsync(Cancellation);
        var replicas = Enumerable.Range(0, 4).Select(_ => new Replica(setting, new FakeTimeProvider())).ToList();
        try
        {
            await Task.WhenAll(
                replicas.Select(replica => Task.Run(() => replica.Database.MigrateAsync(Cancellation), Cancellation))
            );
            foreach (var replica in replicas)
                Assert.Null(await replica.Database.FindFailureAsync(Cancellation));
        }
        finally
        {
            foreach (var replica in replicas)
                replica.Dispose();
        }
    }

    [Fact]
    public async Task FindFailure_NoTablesYet_TellsTheReason()
    {
        using var replica = new Replica(await Database.CreateAsync(Cancellation), new FakeTimeProvider());
        Assert.NotNull(await replica.Database.FindFailureAsync(Cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
