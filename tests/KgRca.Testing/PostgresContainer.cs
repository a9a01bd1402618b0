using DotNet.Testcontainers.Builders;
using Testcontainers.PostgreSql;

namespace KgRca.Testing;

/// <summary>A server in a container of its own.</summary>
internal static class PostgresContainer
{
    private const string Image = "postgres:17-alpine";

    /// <summary>Starts one.</summary>
    /// <returns>Null where no Docker answers.</returns>
    public static async Task<PostgreSqlContainer?> StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var container = new PostgreSqlBuilder(Image).Build();
            await container.StartAsync(cancellationToken);
            return container;
        }
        catch (DockerUnavailableException)
        {
            return null;
        }
    }
}
