namespace KgRca.RootCause.Rules;

// Causes: databases.
internal static partial class Causes
{
    public const string DatabaseCredentials = "mysql_invalid_credentials";
    public const string DatabasePort = "mysql_invalid_port";
    public const string DatabaseConnections = "db_connection_exhaustion";
    public const string DatabaseReadOnly = "db_read_only";
    public const string DataVersion = "data_version_mismatch";
    public const string SchemaMigration = "schema_not_migrated";
    public const string MigrationLock = "migration_lock_held";
    public const string LockWait = "database_lock_wait";
    public const string ServerAlarm = "server_resource_alarm";
    public const string VaultSealed = "vault_sealed";

    /// <summary>What they mean and what to do: databases.</summary>
    public static CauseClass[] OfDatabases { get; } =
    [
        new(
            DatabaseCredentials,
            "Credentials rejected",
            CauseFamily.Service,
            CauseKinds.Workload,
            "A database, message broker or other server rejects the user, password or token, or the user "
                + "lacks a permission.",
            "Compare the Secret with the server's credentials; restart the clients that read the old one."
        )
        {
            Mechanism = "The server rejects the login, so everything that needs it fails.",
        },
        new(
            DatabasePort,
            "Wrong database port",
            CauseFamily.Service,
            CauseKinds.Workload,
            "A workload connects to a port on which the database does not listen.",
            "Fix the environment variable or setting that holds the address."
        )
        {
            IsVague = true,
            Mechanism = "The database does not listen on that port, so connections are refused.",
        },
        new(
            DatabaseConnections,
            "Database connections exhausted",
            CauseFamily.Service,
            CauseKinds.Workload,
            "The database or its connection pool has no free connections.",
            "Find the client that holds them; raise the connection limit or the pool size."
        )
        {
            IsRepeatedByClients = true,
            Mechanism = "The database rejects new connections until others are closed.",
        },
        new(
            DatabaseReadOnly,
            "Database is read-only",
            CauseFamily.Service,
            CauseKinds.Workload,
            "The database is read-only: it is a replica, its disk is full, or it is set so.",
            "Write to the primary; check why this instance is read-only."
        )
        {
            IsRepeatedByClients = true,
            IsOfFailover = true,
            Mechanism = "The database rejects writes; reads still work.",
        },
        new(
            DataVersion,
            "Data or API version not supported",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The process does not support the version of its data, or of an API it calls.",
            "Run the version that wrote the data, or follow the documented upgrade path."
        )
        {
            Mechanism = "A process that cannot read its data or use its API exits before it serves requests.",
        },
        new(
            SchemaMigration,
            "Database schema is not migrated",
            CauseFamily.Container,
            CauseKinds.Workload,
            "A table or column that the application needs is missing: its migration has not run or failed.",
            "Run the migration, and find out why it did not run before the application started."
        )
        {
            Mechanism = "Every statement that needs the missing table or column fails.",
        },
        new(
            MigrationLock,
            "Stale lock from an earlier start",
            CauseFamily.Container,
            CauseKinds.Workload,
            "A killed migration or process left its lock or a half-applied migration, so later starts wait or fail.",
            "Make sure that nothing holds the lock, then release it; find out what killed the first start."
        )
        {
            Mechanism = "The next start waits for a lock that nothing releases.",
        },
        new(
            LockWait,
            "Statements wait for a lock",
            CauseFamily.Service,
            CauseKinds.Workload,
            "Statements are cancelled because another transaction holds a lock on the same table or rows: often a "
                + "schema change, a backfill or a backup.",
            "Find the transaction that holds the lock on the server, and end it."
        )
        {
            IsVague = true,
            Strength = EvidenceStrength.Inferred,
            IsRepeatedByClients = true,
            Mechanism = "Whoever needs the locked rows or table waits, and so do its callers.",
        },
        new(
            ServerAlarm,
            "Server resource alarm",
            CauseFamily.Service,
            CauseKinds.Workload,
            "A broker, database or search server rejects work because its memory, disk or quota is exhausted.",
            "Free or expand the resource that the alarm names, then clear the alarm if the server keeps it."
        )
        {
            IsRepeatedByClients = true,
            Mechanism = "The server rejects or blocks its clients until the resource is available again.",
        },
        new(
            VaultSealed,
            "Vault is sealed",
            CauseFamily.Service,
            CauseKinds.Workload,
            "Vault restarted and was not unsealed, or was never initialized, so it rejects every request.",
            "Unseal it with `vault operator unseal`; configure auto-unseal for restarts."
        )
        {
            IsRepeatedByClients = true,
            Mechanism = "A sealed Vault serves no secrets, so clients cannot start or renew theirs.",
        },
    ];
}
