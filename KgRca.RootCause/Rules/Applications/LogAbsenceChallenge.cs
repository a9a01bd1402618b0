using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>
/// What speaks against a silence as the origin. A service that stops asking leaves those that it calls silent, and one
/// that fails leaves those silent that call it; the latter report errors.
/// </summary>
internal static class LogAbsenceChallenge
{
    // What one request passes through falls silent together.
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(1);

    public static CounterEvidence Of(Episode silence, ClusterTopology topology)
    {
        var workload = topology.WorkloadOf(silence.Subject);
        if (
            CallGraph.Callees(workload, topology).Any(callee => IsSilent(callee, silence.Onset, topology))
            && FailsWith(workload)
        )
            return CounterEvidence.IsMistaken("It logs errors, and a service it calls stopped logging too.");
        return CallGraph
            .Callers(workload, topology)
            .Distinct()
            .Any(caller => IsBusy(caller, topology) || IsSilent(caller, silence.Onset, topology) && !FailsWith(caller))
            ? CounterEvidence.IsMistaken(
                "A service that calls it is busy, or stopped logging too without errors: it sends fewer requests."
            )
            : new CounterEvidence(CounterEvidence.Undone, "A missing log line does not show why.");

        bool FailsWith(ResourceState service) => Failures.Since(service, silence.Onset - Together, topology);
    }

    private static bool IsSilent(ResourceState workload, DateTimeOffset onset, ClusterTopology topology) =>
        Signals.HasCandidate(
            workload,
            topology,
            candidate =>
                candidate.Assessment.Cause == Causes.LogLineStopped && (candidate.Onset - onset).Duration() <= Together
        );

    private static bool IsBusy(ResourceState workload, ClusterTopology topology) =>
        Signals.HasCandidate(
            workload,
            topology,
            candidate => candidate.Assessment.Cause == Causes.CpuOverload && !Signals.WasInPassing(candidate)
        );
}
