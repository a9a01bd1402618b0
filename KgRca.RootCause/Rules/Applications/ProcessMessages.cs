namespace KgRca.RootCause.Rules.Applications;

/// <summary>How processes say that a limit, a right, a disk, a port or a name keeps them from their work.</summary>
internal static class ProcessMessages
{
    public static Wording[] Wordings { get; } =
    [
        Wording.Origin(
            Causes.PortConflict,
            "address already in use",
            "EADDRINUSE",
            "Only one usage of each socket address",
            "Address in use"
        ),
        Wording.Origin(Causes.OomKilled, "OutOfMemory", "out of memory"),
        Wording.Origin(Causes.RbacForbidden, "is forbidden: User \"system:serviceaccount:"),
        Wording.Origin(Causes.VolumePermission, "read-only file system"),
        Wording.Origin(
            Causes.DatabaseConnections,
            "too many connections",
            "remaining connection slots are reserved",
            "sorry, too many clients already",
            "max number of clients reached",
            "prior to obtaining a connection from the pool",
            "Connection is not available, request timed out",
            "QueuePool limit of size",
            "Timeout acquiring a connection",
            "no more connections allowed (max_client_conn)",
            "ORA-12516",
            "ORA-12519",
            "ORA-00020"
        ),
        Wording.Origin(
            Causes.DatabaseReadOnly,
            "--read-only option",
            "--super-read-only option",
            "in a read-only transaction",
            "against a read only replica",
            "NotWritablePrimary",
            "NotPrimaryNoSecondaryOk",
            "database is read-only",
            "attempt to write a readonly database"
        ),
        Wording.Origin(Causes.DiskFull, "no space left on device", "disk quota exceeded", "ENOSPC"),
        Wording.Origin(Causes.FileDescriptors, "too many open files", "EMFILE"),
        // The state of a server that comes or goes: whoever needs it waits.
        Wording.Symptom(
            Causes.DependencyUnavailable,
            "the database system is starting up",
            "the database system is shutting down",
            "the database system is in recovery mode",
            "the database system is not yet accepting connections",
            "LOADING Redis is loading the dataset",
            "MASTERDOWN Link with MASTER is down",
            "CLUSTERDOWN",
            "LEADER_NOT_AVAILABLE",
            "NOT_LEADER_OR_FOLLOWER",
            "NotLeaderForPartition",
            "COORDINATOR_NOT_AVAILABLE",
            "NotYetInitialized",
            "InterruptedAtShutdown",
            "master not discovered",
            "MasterNotDiscoveredException",
            "no master node",
            "all shards failed",
            "etcdserver: no leader",
            "etcdserver: leader changed"
        ),
        Wording.Origin(
            Causes.Dns,
            "server misbehaving",
            "SERVFAIL",
            "no servers could be reached",
            ":53: i/o timeout",
            // The resolver got no answer; that a name does not exist is an answer.
            "Temporary failure in name resolution",
            "EAI_AGAIN",
            ":53: read: connection refused",
            "Try again (name resolution)",
            "DNS lookup timed out",
            "DnsNameResolverTimeoutException"
        ),
    ];
}
