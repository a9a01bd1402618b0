using KgRca.RootCause.Rules.Applications;

namespace KgRca.RootCause.Rules.Databases;

/// <summary>
/// How programs say that what is stored does not fit them: files of another version, a schema that was not migrated,
/// a lock or half a migration that an earlier start has left.
/// </summary>
internal static class DataMessages
{
    public static Wording[] Wordings { get; } =
    [
        Wording.Origin(Causes.MigrationLock, [.. OfLocks]) with
        {
            MayPass = true,
        },
        Wording.Origin(Causes.MigrationLock, "migration lock", "changelog lock", "schema lock") with
        {
            Beside =
            [
                "could not",
                "cannot",
                "can't",
                "unable",
                "fail",
                "held",
                "locked by",
                "timeout",
                "timed out",
                "waiting",
            ],
            MayPass = true,
        },
        Wording.Origin(Causes.MigrationLock, "P3009", "P1002") with
        {
            Beside = ["prisma", "migrat"],
        },
        Wording.Origin(Causes.DataVersion, [.. OfFiles]),
        Wording.Origin(
            Causes.DataVersion,
            "unsupported version",
            "incompatible version",
            "newer version",
            "version mismatch"
        ) with
        {
            Beside =
            [
                "data file",
                "data directory",
                "on-disk",
                "database file",
                "schema version",
                "metadata.version",
                "index version",
                "snapshot",
            ],
        },
        Wording.Origin(
            Causes.DataVersion,
            "no matches for kind \"",
            "the server could not find the requested resource"
        ) with
        {
            Beside = ["in version \"", "failed to list", "Failed to watch", "v1beta", "v1alpha", "v2beta"],
        },
        Wording.Origin(Causes.SchemaMigration, [.. OfSchemas]) with
        {
            MayPass = true,
        },
        Wording.Origin(Causes.SchemaMigration, "does not exist", "doesn't exist") with
        {
            Beside =
            [
                "relation \"",
                "column \"",
                "column '",
                "table '",
                "UndefinedTable",
                "pq: column ",
                "ERROR: column ",
            ],
            Without = ["migrations\" does not exist, skipping"],
            MayPass = true,
        },
        Wording.Origin(Causes.SchemaMigration, "P2021", "P2022", "42P01", "42703") with
        {
            Beside = ["prisma", "SQLSTATE", "table", "column", "relation"],
            MayPass = true,
        },
    ];

    private static string[] OfLocks =>
        [
            // Liquibase
            "Could not acquire change log lock",
            "Waiting for changelog lock",
            "liquibase.exception.LockException",
            // golang-migrate, Flyway, Knex, Prisma, Rails, Alembic
            "Dirty database version",
            "can't acquire lock",
            "can't acquire database lock",
            "Migration table is already locked",
            "MigrationLocked",
            "ConcurrentMigrationError",
            "Detected failed migration to version",
            "contains a failed migration",
            "Unable to obtain database lock",
            "Unable to obtain Flyway advisory lock",
            "timed out trying to acquire a postgres advisory lock",
            // Files of processes that ended without tidying up
            "lock file \"postmaster.pid\" already exists",
            "Unable to lock ./ibdata1",
            "resource temporarily unavailable: lock",
            "lock is already held",
            "failed to obtain node locks",
            "failed to obtain lock on",
            "A server is already running. Check ",
            "DBPathInUse",
            "is locked by another process",
            "Database is already in use by another process",
            "already in use by another broker",
            "Failed to acquire lock on file .lock",
            "LockObtainFailedException",
            "opening storage failed: lock DB directory",
        ];

    private static string[] OfFiles =>
        [
            // PostgreSQL
            "database files are incompatible with server",
            "The data directory was initialized by PostgreSQL version",
            "was initialized by PostgreSQL version",
            // MySQL, MariaDB
            "Invalid MySQL server upgrade",
            "Invalid MySQL server downgrade",
            "Cannot upgrade server earlier than",
            "Unsupported redo log format",
            "Upgrade after a crash is not supported",
            "Data Dictionary initialization failed",
            "Table 'mysql.user' doesn't exist",
            // MongoDB
            "featureCompatibilityVersion",
            "Wrong mongod version",
            "UPGRADE PROBLEM",
            "This version of MongoDB is too recent to start up on the existing data files",
            "unsupported WiredTiger file version",
            // Elasticsearch, OpenSearch
            "cannot upgrade a node from version",
            "cannot downgrade a node from version",
            "IndexFormatTooOldException",
            "IndexFormatTooNewException",
            "indices which are incompatible",
            // Redis, Kafka, RabbitMQ, etcd, ZooKeeper
            "Can't handle RDB format version",
            "Wrong signature trying to load DB from file",
            "InconsistentClusterIdException",
            "Invalid cluster.id in",
            "Invalid metadata.version",
            "No readable meta.properties",
            "feature flags required by the cluster",
            "Feature flags: the following feature flags",
            "incompatible_feature_flags",
            "cluster ID mismatch",
            "cluster version: incompatible",
            "is older than the min compatible",
            "etcdserver: invalid downgrade target version",
            "unsupported storage version",
            // Grafana, Prometheus, ClickHouse, SQLite and others
            "invalid magic number",
            "invalid format version",
            "database schema is newer",
            "database is newer than",
            "Downgrading is not supported",
            "downgrade is not supported",
            "database version is newer",
            "file is not a database",
            "on-disk format",
            // APIs and protocols
            "UnsupportedVersionException",
            "UNSUPPORTED_VERSION",
            "is too old. Minimum supported API version",
        ];

    private static string[] OfSchemas =>
        [
            // What a database answers where a table or a column was never made
            "SQLSTATE 42P01",
            "UndefinedTable",
            "UndefinedColumn",
            "ER_NO_SUCH_TABLE",
            "ER_BAD_FIELD_ERROR",
            "(42S02)",
            "42S02]",
            "(42S22)",
            "42S22]",
            "Unknown column '",
            "no such table:",
            "no such column:",
            "Invalid object name '",
            "ORA-00942",
            "PSQLException: ERROR: relation \"",
            "SQLSyntaxErrorException: Table '",
            "SQLSyntaxErrorException: Unknown column",
            "Base table or view not found",
            // What frameworks check as they start
            "Migrations are pending",
            "PendingMigrationError",
            "pending migrations",
            "unapplied migration",
            "Target database is not up to date",
            "database is not up to date",
            "Can't locate revision identified by",
            "PendingModelChangesWarning",
            "Schema-validation: missing",
            "Schema-validation: wrong column type",
            "SchemaManagementException",
            "FlywayValidateException",
            "Validate failed: Migrations have failed validation",
            "Migration checksum mismatch",
            "Found non-empty schema(s)",
            "schema version mismatch",
            "database schema is out of date",
            "schema is out of date",
            "database schema version",
            "needs to be migrated",
            "needs migration",
            "requires migration",
            "run migrations",
            "database needs to be upgraded",
            "db upgrade",
            "keyspace does not exist",
            "unconfigured table",
        ];
}
