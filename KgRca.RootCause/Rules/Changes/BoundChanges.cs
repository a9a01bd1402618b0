using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Network;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Changes;

/// <summary>
/// What was changed of a workload or of what rules it: its template, its replicas, the ConfigMaps and Secrets that its
/// Pods read, its Services, the policies and routes for its traffic. The changed object need not say anything itself.
/// </summary>
internal static class BoundChanges
{
    // What was changed breaks its callers within minutes, or when its memory has filled up.
    private static readonly TimeSpan Reach = EngineHorizon.Window;

    private const int Many = 4;

    private static readonly TimeSpan AtOnce = TimeSpan.FromMinutes(5);

    // Agents report a change a little after it works.
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(20);

    /// <summary>A workload, its Pods and Services, and what configures or rules it.</summary>
    public static IEnumerable<ResourceState> ObjectsOf(ResourceState workload, ClusterTopology topology)
    {
        foreach (var part in CallGraph.PartsOf(workload, topology))
        {
            yield return part;
            if (part.Kind != "Pod")
                continue;
            foreach (var edge in part.Outgoing)
                if (edge.Type == EdgeType.Mounts && edge.To.Kind is "ConfigMap" or "Secret")
                    yield return edge.To;
        }
        foreach (var policy in TrafficPolicies.Of(workload, topology))
            yield return policy;
    }

    /// <summary>Whether an episode is a change of such an object that may have broken something at a time.</summary>
    public static bool MayBreak(Episode change, DateTimeOffset time) =>
        change.Assessment is { Role: CauseRole.Change, Cause: not (null or Causes.Cordoned) }
        && change.Onset <= time + Lag
        && time - change.Onset <= Reach
        && !IsOfCreation(change);

    /// <summary>Whether many were scaled at the same time: a new size of the whole says nothing of one part.</summary>
    public static bool IsOneOfMany(Episode change, ClusterTopology topology)
    {
        if (change.Assessment.Cause != Causes.Scaled)
            return false;
        var subject = change.Subject;
        var alike = topology
            .OfKind(subject.Cluster, subject.Kind, subject.Namespace)
            .Where(other =>
                other.Candidates.Exists(scaled =>
                    scaled.Assessment.Cause == Causes.Scaled && (scaled.Onset - change.Onset).Duration() <= AtOnce
                )
            );
        return alike.Take(Many).Count() == Many;
    }

    /// <summary>The latest change of a workload that may have broken something at a time; null where there is none.</summary>
    public static Episode? Before(ResourceState workload, DateTimeOffset time, ClusterTopology topology)
    {
        Episode? latest = null;
        foreach (var part in ObjectsOf(workload, topology))
            for (var i = part.Candidates.Count - 1; i >= 0; i--)
                if (
                    MayBreak(part.Candidates[i], time)
                    && !(part.Candidates[i].Onset <= latest?.Onset)
                    && !ObjectChanges.IsOfMorePods(part.Candidates[i])
                    && !IsOneOfMany(part.Candidates[i], topology)
                )
                    latest = part.Candidates[i];
        return latest;
    }

    /// <summary>The change of a ConfigMap or Secret that a Pod reads, shortly before its error; null where there is none.</summary>
    public static Episode? OfConfiguration(Episode error, ClusterTopology topology)
    {
        foreach (var pod in CallGraph.PodsOf(topology.WorkloadOf(error.Subject)))
        foreach (var edge in pod.Outgoing)
            if (
                edge.Type == EdgeType.Mounts
                && edge.To.Candidates.Find(change => MayBreak(change, error.Onset)) is { } found
            )
                return found;
        return null;
    }

    private static bool IsOfCreation(Episode change) =>
        change.Subject.Object is { } item
        && change.Subject.Kind is "Deployment" or "StatefulSet" or "DaemonSet"
        && item.At("metadata").Number("generation") == 1;
}
