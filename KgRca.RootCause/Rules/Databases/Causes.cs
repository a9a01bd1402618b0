namespace KgRca.RootCause.Rules;

// Causes: databases. One class for all families, so that an id reads the same wherever it is used.
internal static partial class Causes
{
    public const string DatabaseCredentials = "mysql_invalid_credentials";
    public const string DatabasePort = "mysql_invalid_port";
    public const string DatabaseConnections = "db_connection_exhaustion";
    public const string DatabaseReadOnly = "db_read_only";
    public const string DataVersion = "data_version_mismatch";
    public const string SchemaMigration = "schema_not_migrated";
    public const string MigrationLock = "migration_lock_held";
    public const string ServerAlarm = "server_resource_alarm";
    public const string VaultSealed = "vault_sealed";

    /// <summary>What they mean and what to do: databases.</summary>
    public static CauseClass[] OfDatabases { get; } =
    [
        new(
            DatabaseCredentials,
            "Credentials refused",
            CauseFamily.Service,
            CauseKinds.Workload,
            "A database, message broker or other server refuses the user, password or token, or what the user may do.",
            "Compare the Secret with what the server expects; restart what read the old one."
        )
        {
            Mechanism = "The database refuses the login, so nothing that needs it works.",
        },
        new(
            DatabasePort,
            "Database port is wrong",
            CauseFamily.Service,
            CauseKinds.Workload,
            "A workload reaches MySQL at a port that its Service does not have.",
            "Correct the variable that holds it."
        )
        {
            IsVague = true,
            Mechanism = "The connection goes to a port where the database does not listen.",
        },
        new(
            DatabaseConnections,
            "Database has no connections left",
            CauseFamily.Service,
            CauseKinds.Workload,
            "The database, or the pool before it, gives out no more connections.",
            "Find who holds them; raise the limit or the pool."
        )
        {
            Mechanism = "The database refuses new connections until others are closed.",
        },
        new(
            DatabaseReadOnly,
            "Database takes no writes",
            CauseFamily.Service,
            CauseKinds.Workload,
            "The database is read-only: a replica, a full disk, or a setting.",
            "Write to the primary; look at why it does not take writes."
        )
        {
            Mechanism = "The database refuses writes; reads still work.",
        },
        new(
            DataVersion,
            "Data or API is of another version",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The process does not support the version of the data it finds, or of an API it calls.",
            "Run the version that wrote the data, or upgrade the data by the documented path."
        )
        {
            Mechanism =
                "A process that cannot read its data, or an API that it needs, stops before it serves anything.",
        },
        new(
            SchemaMigration,
            "Database schema is not migrated",
            CauseFamily.Container,
            CauseKinds.Workload,
            "A table or column that the program needs is missing: its migration has not run, or failed.",
            "Run the migration, and find out why it did not run before the program started."
        )
        {
            Mechanism = "Every statement that needs the missing table or column fails.",
        },
        new(
            MigrationLock,
            "Lock left by an earlier start",
            CauseFamily.Container,
            CauseKinds.Workload,
            "A migration or process that was killed has left its lock, or half a migration, and later starts wait or fail.",
            "Make sure that nobody holds the lock, then release it; find out what killed the first start."
        )
        {
            Mechanism = "Whoever starts next waits for a lock that nobody releases.",
        },
        new(
            ServerAlarm,
            "Server has run out of a resource",
            CauseFamily.Service,
            CauseKinds.Workload,
            "A broker, database or search server refuses work because its memory, disk or quota is used up.",
            "Free or enlarge what the alarm names, then clear the alarm if the server keeps it."
        )
        {
            Mechanism = "The server refuses or blocks its clients until the resource is free again.",
        },
        new(
            VaultSealed,
            "Vault is sealed",
            CauseFamily.Service,
            CauseKinds.Workload,
            "Vault was restarted and has not been unsealed, or was never initialized, and answers no request.",
            "Unseal it with `vault operator unseal`; set up auto-unseal so that restarts do not matter."
        )
        {
            Mechanism = "A sealed Vault gives out no secret, so whatever needs one cannot start or renew it.",
        },
    ];
}
