using System.Text.Json;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Applications;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Databases;

/// <summary>
/// Statements that wait for a lock until they are cancelled, and the Job that may hold it: one that began shortly before
/// and uses the same server. A lock names no holder, so the Job is inferred.
/// </summary>
internal static class LockHolders
{
    // A Job's first statement may come before its object is reported.
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(20);

    public static Wording[] Wordings { get; } =
    [
        Wording.Origin(Causes.LockWait, [.. OfLocks]) with
        {
            MayPass = true,
        },
        Wording.Origin(Causes.LockWait, "still waiting for", "waited too long for", "timed out waiting for") with
        {
            Beside = ["Lock on relation", "Lock on transaction", "Lock on tuple", "metadata lock", "row lock"],
        },
        Wording.Symptom(Causes.LockWait, [.. OfStatements]),
    ];

    private static string[] OfLocks =>
        [
            // PostgreSQL
            "canceling statement due to lock timeout",
            "could not obtain lock on",
            "LockNotAvailable",
            "SQLSTATE 55P03",
            // MySQL, MariaDB
            "Lock wait timeout exceeded",
            "Waiting for table metadata lock",
            "Waiting for global read lock",
            // SQL Server, Oracle, Db2
            "Lock request time out period exceeded",
            "ORA-00054",
            "ORA-30006",
            "SQL0911N",
            // MongoDB, SQLite, ORMs
            "Unable to acquire lock within",
            "error code 24 (LockTimeout)",
            "database table is locked",
            "CannotAcquireLockException",
            "LockAcquisitionException",
            "PessimisticLockException",
            "LockTimeoutException",
        ];

    // A statement that took too long need not have waited for a lock.
    private static string[] OfStatements =>
        [
            "canceling statement due to statement timeout",
            "maximum statement execution time exceeded",
            "MaxTimeMSExpired",
            "exceeded time limit: operation",
        ];

    /// <summary>The Job that began before statements waited, and uses the server that they wait for; null where there is none.</summary>
    public static Responsible? Behind(Episode failure, string cause, ClusterTopology topology)
    {
        if (cause != Causes.LockWait)
            return null;
        var own = WorkloadLookup.Behind(failure.Subject, topology);
        var involved = BlamedPeers.CalleesOf(own, topology).Append(own).ToHashSet();
        var job = topology
            .OfKind(own.Cluster, "Job", null)
            .Where(job => job != own && Runs(job, failure.Onset) && Uses(job, involved, topology))
            .OrderByDescending(job => StartOf(job))
            .ThenBy(job => job.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return job is null
            ? null
            : new Responsible(
                job,
                Causes.LockWait,
                $"Job {job.Name} began {Elapsed(job, failure)} s before statements had to wait, and uses the same server."
            )
            {
                IsShown = false,
                NextStep =
                    $"Check whether {NextSteps.Name(job.Reference)} holds the lock ({NextSteps.Command("logs", job.Reference)}), and stop it if it does; run such changes with a lock timeout.",
            };
    }

    private static string Elapsed(ResourceState job, Episode failure) =>
        $"{Math.Max(0, (failure.Onset - (StartOf(job) ?? failure.Onset)).TotalSeconds):0}";

    private static bool Runs(ResourceState job, DateTimeOffset time) =>
        job is { Exists: true, Object: { } item }
        && StartOf(job) is { } start
        && start <= time + Lag
        && time - start <= EngineHorizon.Window
        && !(item.At("status").Time("completionTime") < time);

    private static DateTimeOffset? StartOf(ResourceState job) =>
        (job.Object ?? default(JsonElement)).At("status").Time("startTime") ?? job.CreatedAt;

    // The address may be in a Secret or a file: then a Job of the same namespace may use the server too.
    private static bool Uses(ResourceState job, HashSet<ResourceState> involved, ClusterTopology topology) =>
        BlamedPeers.CalleesOf(job, topology) is { Count: > 0 } callees
            ? callees.Exists(involved.Contains)
            : involved.Any(workload => workload.Namespace == job.Namespace);
}
