namespace KgRca.RootCause.Tests.Rules.Applications.Wordings;

/// <summary>Programs that do not support the version of what they find.</summary>
internal static class DataVersionLines
{
    public static (string Software, string Line)[] All { get; } =
    [
        (
            "PostgreSQL",
            "FATAL:  database files are incompatible with server\nDETAIL:  The data directory was initialized by PostgreSQL version 14, which is not compatible with this version 16.3."
        ),
        ("MySQL", """[ERROR] [MY-014061] [Server] Invalid MySQL server upgrade: Cannot upgrade from 50744 to 80400."""),
        (
            "MySQL",
            """[ERROR] [MY-013171] [InnoDB] Cannot boot server version 80034 on data directory built by version 90100. Downgrade is not supported"""
        ),
        ("MySQL", """InnoDB: Unsupported redo log format (v0). The redo log was created before MariaDB 10.2.2"""),
        (
            "MongoDB",
            """UPGRADE PROBLEM: Found an invalid featureCompatibilityVersion document (ERROR: Location4926900: Invalid featureCompatibilityVersion document)"""
        ),
        ("MongoDB", """Wrong mongod version"""),
        (
            "Elasticsearch",
            """java.lang.IllegalStateException: cannot upgrade a node from version [6.8.23] directly to version [8.13.0], upgrade to version [7.17.0] first."""
        ),
        ("Elasticsearch", """org.apache.lucene.index.IndexFormatTooOldException: Format version is not supported"""),
        ("Elasticsearch", """cannot downgrade a node from version [8.13.0] to version [8.11.1]"""),
        ("Redis", """Can't handle RDB format version 12"""),
        ("Redis", """Wrong signature trying to load DB from file"""),
        (
            "Kafka",
            """kafka.common.InconsistentClusterIdException: The Cluster ID x7Q doesn't match stored clusterId Some(b2R) in meta.properties."""
        ),
        ("Kafka", """java.lang.IllegalArgumentException: Invalid metadata.version 21. Minimum is 3.3"""),
        (
            "Kafka",
            """org.apache.kafka.common.errors.UnsupportedVersionException: The broker does not support FIND_COORDINATOR"""
        ),
        (
            "RabbitMQ and etcd",
            """Error during startup: {error, {incompatible_feature_flags, [classic_mirrored_queue_version]}}"""
        ),
        (
            "RabbitMQ and etcd",
            """cluster version: incompatible, member 3.4.30 is older than the min compatible 3.5.0"""
        ),
        ("APIs", """failed to list *v1beta1.PodDisruptionBudget: the server could not find the requested resource"""),
        ("APIs", "no matches for kind \"Ingress\" in version \"networking.k8s.io/v1beta1\""),
        (
            "APIs",
            """Error response from daemon: client version 1.22 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version"""
        ),
    ];
}
