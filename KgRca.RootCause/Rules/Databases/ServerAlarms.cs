using KgRca.RootCause.Rules.Applications;

namespace KgRca.RootCause.Rules.Databases;

/// <summary>
/// How servers say that they refuse work to protect themselves or what they hold: memory, disk and quota alarms, a
/// sealed Vault. Their clients repeat it; what has to change is the server.
/// </summary>
internal static class ServerAlarms
{
    public static Wording[] Wordings { get; } =
    [
        Wording.Origin(
            Causes.VaultSealed,
            "Vault is sealed",
            "OpenBao is sealed",
            "core: vault is sealed",
            "VaultDown: Vault is sealed",
            "error checking seal status: vault is sealed",
            "security barrier not initialized",
            "Vault is not initialized",
            "VaultNotInitialized",
            "stored unseal keys are supported, but none were found",
            "failed to unseal core",
            "fetching stored unseal keys failed",
            "server is not yet initialized"
        ),
        Wording.Origin(Causes.ServerAlarm, [.. OfBrokers, .. OfSearch, .. OfKeyValueStores, .. OfDatabases]) with
        {
            Without = ["alarm cleared", "alarm clear ", "connection.unblocked", "block removed", "back below"],
        },
    ];

    private static string[] OfBrokers =>
        [
            // RabbitMQ and its clients
            "resource limit alarm set",
            "resource alarm set",
            "Publishers will be blocked until this alarm clears",
            "connection.blocked",
            "connection blocked by broker",
            "blocked by RabbitMQ",
            "low on memory",
            "low on disk",
            "Disk free space insufficient",
            // Kafka
            "KAFKA_STORAGE_ERROR",
            "KafkaStorageException",
            "Shutdown broker because all log dirs",
            "policy violation: disk",
            // ActiveMQ, NATS, Pulsar
            "Usage Manager memory limit reached",
            "Usage(default:memory",
            "Stopping producer (",
            "insufficient storage resources available",
            "insufficient resources (10023)",
            "maximum bytes exceeded",
            "backlog quota exceeded",
        ];

    private static string[] OfSearch =>
        [
            // Elasticsearch, OpenSearch
            "flood stage disk watermark",
            "exceeded flood-stage watermark",
            "FORBIDDEN/12/index read-only",
            "TOO_MANY_REQUESTS/12/",
            "read-only-allow-delete block",
            "circuit_breaking_exception",
            "CircuitBreakingException",
            "[parent] Data too large",
            "this action would add [",
            "maximum shards open",
            "maximum normal shards open",
        ];

    private static string[] OfKeyValueStores =>
        [
            // Redis, Valkey
            "OOM command not allowed when used memory",
            "MISCONF Redis is configured to save",
            "MISCONF Errors writing to the AOF",
            "stop-writes-on-bgsave-error",
            "Can't save in background: fork: Cannot allocate memory",
            "NOREPLICAS Not enough good replicas",
            // etcd
            "database space exceeded",
            "alarm:NOSPACE",
            "alarm raised NOSPACE",
            "NOSPACE alarm",
            // MinIO
            "XMinioStorageFull",
            "Storage backend has reached its minimum free",
            "drive path full",
        ];

    private static string[] OfDatabases =>
        [
            // PostgreSQL, MySQL, ClickHouse, CockroachDB, MongoDB, Cassandra
            "to avoid wraparound data loss",
            "to avoid transaction ID wraparound",
            "InnoDB: Cannot continue operation",
            "Too many parts",
            "MEMORY_LIMIT_EXCEEDED",
            "Memory limit (total) exceeded",
            "Memory limit (for query) exceeded",
            "store is full",
            "exceeded memory limit for $group",
            "disk usage exceeds threshold",
        ];
}
