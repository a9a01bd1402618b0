using DotNet.Testcontainers.Builders;

namespace KgRca.Testing;

/// <summary>
/// A Redis server for tests: the one that the environment variable <c>KGRCA_TEST_REDIS</c> (a connection string) names,
/// else one that is started out of the machine's own installation, else one in a container where Docker answers. What
/// was started is stopped on disposal.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const string Variable = "KGRCA_TEST_REDIS";
    private const string Image = "redis:8-alpine";
    private const int ContainerPort = 6379;

    private readonly IAsyncDisposable? _started;

    private RedisServer(string connectionString, IAsyncDisposable? started) =>
        (ConnectionString, _started) = (connectionString, started);

    /// <summary>Why tests that want a server are skipped where there is none.</summary>
    public static string MissingReason =>
        $"No Redis: set {Variable} to a connection string, install redis-server, or run Docker.";

    /// <summary>How to reach it.</summary>
    public string ConnectionString { get; }

    /// <summary>Finds or starts a server.</summary>
    /// <returns>Null where the machine has none.</returns>
    public static async Task<RedisServer?> FindAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
            return new RedisServer(given, null);
        if (await RedisInstallation.StartAsync(cancellationToken) is { } installed)
            return new RedisServer(installed.ConnectionString, installed);
        return await StartContainerAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_started is not null)
            await _started.DisposeAsync();
    }

    private static async Task<RedisServer?> StartContainerAsync(CancellationToken cancellationToken)
    {
        try
        {
            var container = new ContainerBuilder(Image)
                .WithPortBinding(ContainerPort, assignRandomHostPort: true)
                .WithWaitStrategy(Wait.ForUnixContainer().UntilCommandIsCompleted("redis-cli", "ping"))
                .Build();
            await container.StartAsync(cancellationToken);
            return new RedisServer($"{container.Hostname}:{container.GetMappedPublicPort(ContainerPort)}", container);
        }
        catch (DockerUnavailableException)
        {
            return null;
        }
    }
}
