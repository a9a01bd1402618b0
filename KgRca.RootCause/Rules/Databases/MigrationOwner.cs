using System.Text.RegularExpressions;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Databases;

/// <summary>
/// Whose migration a line is about: the holder of the lock that it names, or the Job that was to migrate and failed.
/// </summary>
internal static partial class MigrationOwner
{
    private static readonly string[] Words =
    [
        "migrat",
        "schema",
        "flyway",
        "liquibase",
        "alembic",
        "db-init",
        "init-db",
        "dbinit",
        "db-upgrade",
    ];

    /// <summary>The workload; null where it is most likely the one that wrote the line.</summary>
    public static ResourceState? Of(Episode line, ClusterTopology topology) =>
        Holder(line, topology) ?? FailedJob(line, topology);

    /// <summary>The Pod that a lock is said to be held by; null where none is named.</summary>
    public static string? HolderIn(string message) =>
        HeldBy().Match(message) is { Success: true } match ? match.Groups[1].Value : null;

    private static ResourceState? Holder(Episode line, ClusterTopology topology)
    {
        if (HolderIn(line.Message) is not { } name)
            return null;
        var (cluster, space) = (line.Subject.Cluster, line.Subject.Namespace);
        if (
            topology.Find(cluster, "Pod", space, name) is { } pod
            && topology.WorkloadOf(pod) is var owner
            && owner != pod
        )
            return owner;
        // A Pod that is gone still has its workload's name.
        var parts = name.Split('-');
        for (var count = parts.Length - 1; count > 0; count--)
            foreach (var kind in (string[])["Deployment", "StatefulSet", "Job"])
                if (topology.Find(cluster, kind, space, string.Join('-', parts[..count])) is { Exists: true } workload)
                    return workload;
        return null;
    }

    private static ResourceState? FailedJob(Episode line, ClusterTopology topology)
    {
        var own = topology.WorkloadOf(line.Subject);
        if (own.Kind == "Job")
            return null;
        var failed = topology
            .OfKind(own.Cluster, "Job", own.Namespace)
            .Where(job => Array.Exists(Words, word => job.Name.Contains(word, StringComparison.OrdinalIgnoreCase)))
            .Where(HasFailed)
            .ToList();
        return failed.Find(job => job.Name.Contains(own.Name, StringComparison.Ordinal))
            ?? (failed.Count == 1 ? failed[0] : null);
    }

    private static bool HasFailed(ResourceState job) =>
        job.Object is { } item
        && item.At("status").Number("succeeded") is null or 0
        && (item.At("status").Number("failed") > 0 || job.ActiveFindings.Exists(finding => finding.IsError));

    [GeneratedRegex(
        @"(?:locked by|held by|lock holder:?) ['""]?([a-z0-9][a-z0-9-]{2,})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex HeldBy();
}
