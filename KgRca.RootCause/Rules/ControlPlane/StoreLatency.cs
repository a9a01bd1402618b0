using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.ControlPlane;

/// <summary>
/// An etcd that is slow while controllers lose the leases that they keep in it. Etcd calls any request slow that takes
/// a tenth of a second, which hurts nobody; lost leases tell that this one does.
/// </summary>
internal static class StoreLatency
{
    private const int SeveralControllers = 2;

    // Leases are held for 15 s, and lost after 10 s without a renewal.
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(5);

    public static void Inspect(ClusterTopology topology, ResourceState pod, List<Finding> findings)
    {
        var isStore = First(pod, IsSlow, default) is not null;
        if (!isStore && !pod.Name.Contains("kube-apiserver", StringComparison.Ordinal))
            return;
        var lost = LostLeases(topology, pod.Cluster);
        if (lost.Count == 0)
            return;
        if (
            isStore
            && First(pod, IsSlow, lost[0].Onset - Together) is { } slow
            && slow.Onset <= lost[^1].Onset + Together
        )
            Add(
                pod,
                Causes.EtcdSlow,
                "EtcdSlow",
                $"etcd is slow, and {Text(lost)} lost the leader lease",
                slow,
                lost,
                findings
            );
        else if (!isStore && lost.Count >= SeveralControllers && !StoresOf(topology, pod.Cluster).Any())
            Add(
                pod,
                Causes.ApiServerSlow,
                "ApiServerSlow",
                $"The API server is slow: {Text(lost)} lost the leader lease",
                lost[0],
                lost,
                findings
            );
    }

    /// <summary>The Pods of etcd that have called requests slow, and the API servers.</summary>
    public static IEnumerable<ResourceState> Of(ClusterTopology topology, string cluster) =>
        StoresOf(topology, cluster)
            .Concat(
                topology
                    .OfKind(cluster, "Pod", null)
                    .Where(pod => pod.Name.StartsWith("kube-apiserver", StringComparison.Ordinal))
            );

    private static void Add(
        ResourceState pod,
        string cause,
        string reason,
        string text,
        Episode first,
        List<Episode> lost,
        List<Finding> findings
    ) =>
        findings.Add(
            Finding.Origin(
                cause,
                Severity.Error,
                reason,
                $"{text}: {first.Message}",
                pod,
                first.Onset < lost[0].Onset ? first.Onset : lost[0].Onset,
                Evidence.Of(first.Subject, "log", first.Message),
                Evidence.Of(lost[0].Subject, "log", lost[0].Message)
            )
        );

    private static string Text(List<Episode> lost)
    {
        var names = lost.Select(episode => episode.Subject.Name).Distinct().ToList();
        return names.Count == 1 ? names[0] : $"{names.Count} controllers ({string.Join(", ", names.Take(3))})";
    }

    private static IEnumerable<ResourceState> StoresOf(ClusterTopology topology, string cluster) =>
        topology.OfKind(cluster, "Pod", null).Where(pod => pod.Candidates.Exists(IsSlow));

    private static bool IsSlow(Episode episode) => episode is { IsFromLog: true, Assessment.Cause: Causes.EtcdSlow };

    private static bool IsLost(Episode episode) => episode.Assessment.Cause == Causes.LeaseLost && episode.IsError;

    /// <summary>The first lost lease of each Pod within the window, the earliest first.</summary>
    private static List<Episode> LostLeases(ClusterTopology topology, string cluster) =>
        [
            .. topology
                .OfKind(cluster, "Pod", null)
                .Where(pod => pod.Candidates.Count > 0)
                .Select(pod => First(pod, IsLost, topology.Now - EngineHorizon.Window))
                .OfType<Episode>()
                .OrderBy(episode => episode.Onset)
                .ThenBy(episode => episode.EventId, StringComparer.Ordinal),
        ];

    private static Episode? First(ResourceState pod, Func<Episode, bool> isSought, DateTimeOffset from)
    {
        for (var i = pod.Candidates.IndexAtOrAfter(from); i < pod.Candidates.Count; i++)
            if (isSought(pod.Candidates[i]))
                return pod.Candidates[i];
        return null;
    }
}
