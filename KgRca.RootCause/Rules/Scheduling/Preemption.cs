using KgRca.Contracts.Identity;
using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Scheduling;

/// <summary>
/// Pods that the scheduler ended to make room for one of higher priority. They are gone at once: what tells of it is an
/// event, which counts as one of their workload.
/// </summary>
internal static class Preemption
{
    /// <summary>The reason of the event.</summary>
    public const string Reason = "Preempted";

    private const string Before = "Preempted by ";
    private const string Word = "pod ";

    // What takes the place of a Pod is made as soon as that has ended, which may take as long as its grace period;
    // Kubernetes' times are whole seconds.
    private static readonly TimeSpan Replaced = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    /// <summary>What says that a Pod stands in for one that was preempted; null where nothing does.</summary>
    public static Episode? Of(ClusterTopology topology, ResourceState pod)
    {
        var candidates = topology.WorkloadOf(pod).Candidates;
        for (var i = candidates.Count - 1; i >= 0; i--)
            if (
                candidates[i] is { Reason: Reason, Source: not EpisodeSources.Finding } preempted
                && pod.CreatedAt - preempted.Time is { } gap
                && gap >= -Rounding
                && gap <= Replaced
            )
                return preempted;
        return null;
    }

    /// <summary>
    /// The Pod that has preempted another, by a message such as <c>Preempted by pod shop/web-1 on node node-1</c>,
    /// which may give its UID in place of its name; null where it is not known.
    /// </summary>
    public static ResourceState? PreemptorIn(string message, string cluster, ClusterTopology topology)
    {
        var start = message.IndexOf(Before, StringComparison.Ordinal);
        if (start < 0)
            return null;
        var rest = message.AsSpan(start + Before.Length);
        if (rest.StartsWith(Word))
            rest = rest[Word.Length..];
        var name = rest[..(rest.IndexOf(' ') is var end and >= 0 ? end : rest.Length)].ToString();
        if (name.Split('/') is not [var @namespace, var pod])
            return topology.OfKind(cluster, "Pod", null).FirstOrDefault(other => other.Uid == name);
        var id = new ResourceId(cluster, "Pod", @namespace, pod);
        return topology.Find(id) ?? new ResourceState(id);
    }
}
