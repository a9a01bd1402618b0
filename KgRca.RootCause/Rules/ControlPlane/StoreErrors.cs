using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.ControlPlane;

/// <summary>
/// What etcd says through others: the API server and the controllers pass on its errors, with its name before them.
/// </summary>
internal static class StoreErrors
{
    /// <summary>Of an etcd without room.</summary>
    public const string Reason = "EtcdFull";

    private const string Prefix = "etcdserver:";

    private static readonly string[] Full = ["database space exceeded", "etcdserver: no space", "NOSPACE"];

    /// <summary>Whether a message says that etcd's database is full.</summary>
    public static bool SaysFull(string message) =>
        Array.Exists(Full, text => message.Contains(text, StringComparison.Ordinal));

    /// <summary>Whether a message passes on an error of etcd.</summary>
    public static bool IsOfStore(string message) => message.Contains(Prefix, StringComparison.Ordinal);

    public static void Inspect(ClusterTopology topology, ResourceState pod, List<Finding> findings)
    {
        if (!IsStore(pod) || FirstSaidFull(topology, pod) is not { } said)
            return;
        findings.Add(
            Finding.Origin(
                Causes.EtcdFull,
                Severity.Error,
                Reason,
                $"etcd has reached its quota and accepts no writes: {said.Message}",
                pod,
                said.Onset,
                Evidence.Of(said.Subject, "log", said.Message)
            )
        );
    }

    /// <summary>The Pods of etcd, for what it says itself or through others.</summary>
    public static IEnumerable<ResourceState> StoresOf(Episode episode, ClusterTopology topology) =>
        episode.IsFromLog && (IsOfStore(episode.Message) || IsStore(episode.Subject) && SaysFull(episode.Message))
            ? topology.OfKind(episode.Subject.Cluster, "Pod", "kube-system").Where(IsStore)
            : [];

    private static bool IsStore(ResourceState pod) =>
        pod.Namespace == "kube-system" && pod.Name.StartsWith("etcd", StringComparison.Ordinal);

    private static Episode? FirstSaidFull(ClusterTopology topology, ResourceState store)
    {
        Episode? first = null;
        foreach (var pod in topology.OfKind(store.Cluster, "Pod", "kube-system"))
            for (
                var i = pod.Candidates.IndexAtOrAfter(topology.Now - EngineHorizon.Window);
                i < pod.Candidates.Count;
                i++
            )
                if (
                    pod.Candidates[i] is { IsFromLog: true } line
                    && SaysFull(line.Message)
                    && (first is null || line.Onset < first.Onset)
                )
                    first = line;
        return first;
    }
}
