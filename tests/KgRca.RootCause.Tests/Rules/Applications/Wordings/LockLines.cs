namespace KgRca.RootCause.Tests.Rules.Applications.Wordings;

/// <summary>Programs that cannot start because of a lock that an earlier start has left.</summary>
internal static class LockLines
{
    public static (string Software, string Line)[] All { get; } =
    [
        (
            "Migrations",
            """liquibase.exception.LockException: Could not acquire change log lock.  Currently locked by billing-6c8f9fc7f-8dhxj (10.42.0.19) since 3/1/26, 9:21 AM"""
        ),
        ("Migrations", """error: Dirty database version 12. Fix and force version."""),
        ("Migrations", """Failed to migrate the DB: can't acquire lock"""),
        ("Migrations", """MigrationLocked: Migration table is already locked"""),
        ("Migrations", """Unable to obtain Flyway advisory lock"""),
        ("Migrations", """Schema "public" contains a failed migration to version 12 !"""),
        (
            "Migrations",
            """Error: P3009 migrate found failed migrations in the target database, new migrations will not be applied."""
        ),
        (
            "Migrations",
            """ActiveRecord::ConcurrentMigrationError: Cannot run migrations because another migration process is currently running."""
        ),
        ("Files", """FATAL:  lock file "postmaster.pid" already exists"""),
        ("Files", """InnoDB: Unable to lock ./ibdata1 error: 11"""),
        (
            "Files",
            """java.lang.IllegalStateException: failed to obtain node locks, tried [/usr/share/elasticsearch/data]; maybe these locations are not writable"""
        ),
        (
            "Files",
            """org.apache.lucene.store.LockObtainFailedException: Lock held by another program: /data/index/write.lock"""
        ),
        (
            "Files",
            """DBPathInUse: Unable to create/open the lock file: /data/db/mongod.lock (Resource temporarily unavailable). Ensure the user executing mongod is the owner"""
        ),
        ("Files", """opening storage failed: lock DB directory: resource temporarily unavailable"""),
    ];
}
