using Npgsql;

namespace KgRca.Testing;

/// <summary>
/// A PostgreSQL server for tests: the one that the environment variable <c>KGRCA_TEST_POSTGRES</c> (a connection
/// string) names, else one that is started out of the machine's own installation in a temporary folder, else one in a
/// container where Docker answers. What was started is stopped on disposal.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Variable = "KGRCA_TEST_POSTGRES";

    private readonly string _connectionString;
    private readonly IAsyncDisposable? _started;

    private PostgresServer(string connectionString, IAsyncDisposable? started) =>
        (_connectionString, _started) = (connectionString, started);

    /// <summary>Why tests that want a server are skipped where there is none.</summary>
    public static string MissingReason =>
        $"No PostgreSQL: set {Variable} to a connection string, install the server's programs under {PostgresInstallation.Root}, or run Docker.";

    /// <summary>Finds or starts a server.</summary>
    /// <returns>Null where the machine has none.</returns>
    /// <exception cref="InvalidOperationException">There is an installation, but it does not start.</exception>
    public static async Task<PostgresServer?> FindAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
            return new PostgresServer(given, null);
        if (await PostgresInstallation.StartAsync(cancellationToken) is { } installed)
            return new PostgresServer(installed.ConnectionString, installed);
        return await PostgresContainer.StartAsync(cancellationToken) is { } container
            ? new PostgresServer(container.GetConnectionString(), container)
            : null;
    }

    /// <summary>A connection string to a database that is not there yet.</summary>
    public string NewDatabase() =>
        new NpgsqlConnectionStringBuilder(_connectionString)
        {
            Database = $"kgrca_test_{Guid.NewGuid():N}",
        }.ConnectionString;

    /// <summary>Removes a database, ending the connections to it.</summary>
    public async Task DropDatabaseAsync(string connectionString, CancellationToken cancellationToken)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(_connectionString) { Database = "postgres", Pooling = false }
        );
        await using var command = source.CreateCommand($"DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_started is not null)
            await _started.DisposeAsync();
    }
}
