namespace KgRca.RootCause.Rules;

// Causes: databases. One class for all families, so that an id reads the same wherever it is used.
internal static partial class Causes
{
    public const string DatabaseCredentials = "mysql_invalid_credentials";
    public const string DatabasePort = "mysql_invalid_port";
    public const string DatabaseConnections = "db_connection_exhaustion";
    public const string DatabaseReadOnly = "db_read_only";

    /// <summary>What they mean and what to do: databases.</summary>
    public static CauseClass[] OfDatabases { get; } =
    [
        new(
            DatabaseCredentials,
            "Credentials refused",
            CauseFamily.Service,
            CauseKinds.Workload,
            "A database, message broker or other server refuses the user, password or token.",
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
    ];
}
