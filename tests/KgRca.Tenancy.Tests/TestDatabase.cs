using KgRca.Tenancy.Tests;
using KgRca.Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace KgRca.Tenancy.Tests;

/// <summary>An empty database of a test's own.</summary>
public interface ITestDatabase : IAsyncDisposable
{
    /// <summary>Makes it, or skips the test where the machine has no server.</summary>
    Task<KeyValuePair<string, string?>> CreateAsync(CancellationToken cancellationToken);
}

public sealed class Sqlite : ITestDatabase
{
    private readonly TempFolder _folder = new();

    public Task<KeyValuePair<string, string?>> CreateAsync(CancellationToken cancellationToken) =>
        Task.FromResult(KeyValuePair.Create<string, string?>("DataDirectory", _folder.Path));

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

public sealed class Postgres : ITestDatabase
{
    private PostgresServer? _server;
    private string? _connectionString;

    public async Task<KeyValuePair<string, string?>> CreateAsync(CancellationToken cancellationToken)
    {
        var fixture = await TestContext.Current.GetFixture<PostgresFixture>();
        Assert.NotNull(fixture);
        _server = await fixture.Server.Value;
        if (_server is null)
            Assert.Skip(PostgresServer.MissingReason);
        _connectionString = _server.NewDatabase();
        return KeyValuePair.Create<string, string?>("ConnectionStrings:postgres", _connectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null && _connectionString is not null)
            await _server.DropDatabaseAsync(_connectionString, CancellationToken.None);
    }
}

/// <summary>One server for all tests, started by the first that wants it.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    public Lazy<Task<PostgresServer?>> Server { get; } = new(() => PostgresServer.FindAsync(CancellationToken.None));

    public async ValueTask DisposeAsync()
    {
        if (Server.IsValueCreated && await Server.Value is { } server)
            await server.DisposeAsync();
    }
}
