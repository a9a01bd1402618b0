using System.Buffers;

namespace KgRca.RootCause.Rules.Databases;

/// <summary>
/// Servers that other workloads use: by what lines are known to be about them, and the port they listen on.
/// </summary>
internal static class ServerSoftware
{
    private static readonly (int Port, SearchValues<string> Marks)[] All =
    [
        Of(3306, "mysql", "mariadb"),
        Of(5432, "postgres", "psycopg", "pgx", "npgsql", "asyncpg", "libpq", "pq: "),
        Of(6379, "redis", "valkey", "jedis", "lettuce", "MISCONF"),
        Of(27017, "mongo"),
        Of(1433, "sqlserver", "SqlClient", "mssql", "SqlException"),
        Of(1521, "ORA-0", "ORA-1", "ORA-2", "oracle"),
        Of(9042, "cassandra", "datastax"),
        Of(8123, "clickhouse"),
        Of(9092, "kafka", "sarama", "rdkafka", "bootstrap server", "bootstrap broker"),
        Of(5672, "rabbit", "amqp", "Publishers will be blocked", "ACCESS_REFUSED"),
        Of(9200, "elastic", "opensearch", "cluster_block_exception", "flood-stage", "flood stage", "circuit_breaking"),
        Of(2379, "etcd", "mvcc: database space"),
        Of(8200, "vault", "openbao"),
        Of(11211, "memcached"),
        Of(4222, "nats:", "nats ", "jetstream"),
        Of(2181, "zookeeper"),
        Of(8500, "consul"),
        Of(389, "ldap"),
        Of(9000, "minio", "XMinioStorageFull"),
        Of(6650, "pulsar"),
    ];

    /// <summary>Texts any of which a line about such a server has.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "mysql",
        "mariadb",
        "postgres",
        "psycopg",
        "pgx",
        "npgsql",
        "asyncpg",
        "pq: ",
        "redis",
        "valkey",
        "jedis",
        "lettuce",
        "mongo",
        "sqlserver",
        "SqlClient",
        "mssql",
        "oracle",
        "cassandra",
        "datastax",
        "clickhouse",
        "kafka",
        "sarama",
        "rabbit",
        "amqp",
        "elastic",
        "opensearch",
        "etcd",
        "vault",
        "memcached",
        "nats:",
        "zookeeper",
        "consul",
        "ldap",
        "smtp",
        "minio",
        "pulsar",
        "jdbc:",
        "database",
        "broker",
    ];

    /// <summary>The port of the server that a line is about; null where it is about none that is known.</summary>
    public static int? PortOf(ReadOnlySpan<char> line)
    {
        foreach (var (port, marks) in All)
            if (line.ContainsAny(marks))
                return port;
        return null;
    }

    private static (int Port, SearchValues<string> Marks) Of(int port, params string[] marks) =>
        (port, SearchValues.Create(marks, StringComparison.OrdinalIgnoreCase));
}
