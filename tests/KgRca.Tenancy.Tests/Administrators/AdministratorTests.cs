using KgRca.Tenancy.Administrators;

namespace KgRca.Tenancy.Tests.Administrators;

public sealed class SqliteAdministratorTests : AdministratorContract<Sqlite>;

public sealed class PostgresAdministratorTests : AdministratorContract<Postgres>;

public abstract class AdministratorContract<TDatabase> : TenancyContract<TDatabase>
    where TDatabase : ITestDatabase, new()
{
    private AdministratorStore Administrators => Tenancy.Get<AdministratorStore>();

    [Fact]
    public async Task Verify_GeneratedPassword_IsRightUnderAnyCaseOfTheName()
    {
        var password = await EnsureAsync("Admin");
        Assert.True(await Administrators.VerifyAsync("aDMIN", password, Cancellation));
    }

    [Fact]
    public async Task Verify_WrongPasswordOrUnknownName_IsRefused()
    {
        var password = await EnsureAsync("admin");
        Assert.False(await Administrators.VerifyAsync("admin", password.ToUpperInvariant(), Cancellation));
        Assert.False(await Administrators.VerifyAsync("admin", "", Cancellation));
        Assert.False(await Administrators.VerifyAsync("root", password, Cancellation));
    }

    [Fact]
    public async Task Ensure_AdministratorIsThere_GivesNoPasswordAndKeepsTheOld()
    {
        var password = await EnsureAsync("admin");
        Assert.Null(await Administrators.EnsureAsync("ADMIN", Cancellation));
        Assert.True(await Administrators.VerifyAsync("admin", password, Cancellation));
    }

    [Fact]
    public async Task Ensure_ReplicasStartingAtOnce_GivesOnePasswordInAll()
    {
        var stores = Enumerable.Range(0, 4).Select(_ => StartReplica().Get<AdministratorStore>()).ToList();
        var passwords = await Task.WhenAll(
            stores.Select(store => Task.Run(() => store.EnsureAsync("admin", Cancellation), Cancellation))
        );
        var password = Assert.Single(passwords.OfType<string>());
        Assert.True(await Administrators.VerifyAsync("admin", password, Cancellation));
    }

    [Fact]
    public async Task Reset_Administrator_ReplacesThePassword()
    {
        var old = await EnsureAsync("admin");
        var renewed = await Administrators.ResetAsync("admin", Cancellation);
        Assert.False(await Administrators.VerifyAsync("admin", old, Cancellation));
        Assert.True(await Administrators.VerifyAsync("admin", renewed, Cancellation));
    }

    private async Task<string> EnsureAsync(string name)
    {
        var password = await Administrators.EnsureAsync(name, Cancellation);
        Assert.NotNull(password);
        return password;
    }
}
