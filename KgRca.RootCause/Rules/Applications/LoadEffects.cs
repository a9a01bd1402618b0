using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>
/// Whether a busy workload makes others slow. A quota of CPU throttles many containers now and then; what nobody feels
/// explains nothing.
/// </summary>
internal static class LoadEffects
{
    /// <summary>Whether alerts say that a workload answers slowly, and did so for longer than a sample.</summary>
    public static bool IsSlow(ResourceState workload, ClusterTopology topology) =>
        Signals.HasCandidate(
            workload,
            topology,
            candidate =>
                candidate.Assessment.Cause is Causes.PodNetworkDelay or Causes.SlowByItself
                && !Signals.WasInPassing(candidate)
        );

    /// <summary>Whether alerts say that a workload lacks CPU, and did so for longer than a sample.</summary>
    public static bool IsBusy(ResourceState workload, ClusterTopology topology) =>
        Signals.HasCandidate(
            workload,
            topology,
            candidate => candidate.Assessment.Cause == Causes.CpuOverload && !Signals.WasInPassing(candidate)
        );

    /// <summary>
    /// Whether a workload is neither slow nor fails itself, while others are, and one that calls it has no trouble: the
    /// slow ones are slow for another reason than it.
    /// </summary>
    /// <param name="workload">The busy workload.</param>
    /// <param name="topology">All objects.</param>
    /// <param name="slow">A caller that is slow for certain.</param>
    public static bool IsUnfelt(ResourceState workload, ClusterTopology topology, ResourceState? slow = null)
    {
        if (HasTrouble(workload, topology))
            return false;
        return CallGraph.Callers(workload, topology).Any(caller => caller != slow && !HasTrouble(caller, topology));
    }

    private static bool HasTrouble(ResourceState workload, ClusterTopology topology) =>
        Signals.HasCandidate(
            workload,
            topology,
            candidate => Signals.IsAlert(candidate) && AlertNames.IsUserVisible(candidate.Reason, candidate.Message)
        );
}
