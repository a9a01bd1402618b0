namespace KgRca.RootCause.Tests.Rules.Applications.Wordings;

/// <summary>Servers that refuse work because a resource is used up, as they and their clients say it.</summary>
internal static class AlarmLines
{
    public static (string Software, string Line)[] All { get; } =
    [
        ("RabbitMQ", """memory resource limit alarm set on node 'rabbit@mq-0'."""),
        (
            "RabbitMQ",
            "disk resource limit alarm set on node rabbit@mq-0.\n*** Publishers will be blocked until this alarm clears ***"
        ),
        ("RabbitMQ", """Connection blocked by broker: low on memory"""),
        ("RabbitMQ", """Received connection.blocked from broker: low on disk"""),
        ("Kafka", """Shutdown broker because all log dirs in /var/lib/kafka have failed"""),
        (
            "Kafka",
            """org.apache.kafka.common.errors.KafkaStorageException: Disk error when trying to access log file on the disk."""
        ),
        (
            "Elasticsearch",
            """flood stage disk watermark [95%] exceeded on [x1][search-0][/data] free: 1.2gb[4%], all indices on this node will be marked read-only"""
        ),
        (
            "Elasticsearch",
            """{"type":"cluster_block_exception","reason":"index [orders] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];"}"""
        ),
        ("Elasticsearch", """ClusterBlockException: blocked by: [FORBIDDEN/12/index read-only / allow delete (api)]"""),
        (
            "Elasticsearch",
            """retrying failed action with response code: 403 ({"type"=>"cluster_block_exception", "reason"=>"blocked by: [FORBIDDEN/12/index read-only / allow delete (api)];"})"""
        ),
        (
            "Elasticsearch",
            """ElasticsearchStatusException[circuit_breaking_exception: [parent] Data too large, data for [<http_request>] would be [1020054732/972.7mb], which is larger than the limit of [986932838/941.2mb]]"""
        ),
        (
            "Elasticsearch",
            """Validation Failed: 1: this action would add [2] shards, but this cluster currently has [1000]/[1000] maximum normal shards open;"""
        ),
        ("Redis", """OOM command not allowed when used memory > 'maxmemory'."""),
        ("Redis", """redis.exceptions.ResponseError: OOM command not allowed when used memory > 'maxmemory'."""),
        (
            "Redis",
            """MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk."""
        ),
        (
            "Redis",
            """io.lettuce.core.RedisCommandExecutionException: MISCONF Errors writing to the AOF file: No space left on device"""
        ),
        ("Redis", """ReplyError: NOREPLICAS Not enough good replicas to write."""),
        ("etcd", """etcdserver: mvcc: database space exceeded"""),
        ("etcd", """rpc error: code = ResourceExhausted desc = etcdserver: mvcc: database space exceeded"""),
        ("etcd", """memberID:1387 alarm:NOSPACE"""),
        (
            "Other stores",
            "ERROR: database is not accepting commands to avoid wraparound data loss in database \"orders\""
        ),
        (
            "Other stores",
            """Code: 252. DB::Exception: Too many parts (300). Merges are processing significantly slower than inserts. (TOO_MANY_PARTS)"""
        ),
        ("Other stores", """DB::Exception: Memory limit (total) exceeded: would use 8.01 GiB"""),
        ("Other stores", """nats: insufficient storage resources available (10047)"""),
        ("Other stores", """Cannot create producer on topic with backlog quota exceeded"""),
        ("Other stores", """XMinioStorageFull: Storage backend has reached its minimum free drive threshold."""),
    ];
}
