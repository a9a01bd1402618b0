using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Changes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>
/// What contradicts that a process or a service is where the trouble began: another one that it needs.
/// </summary>
internal static class ApplicationChallenge
{
    // How clients say that they do not know who signed a certificate; the certificate itself may be as good as before.
    private static readonly string[] OfTrust =
    [
        "unknown authority",
        "unknown CA",
        "unable to get local issuer certificate",
        "unable to get issuer certificate",
        "self-signed certificate",
        "self signed certificate",
        "PKIX path building failed",
        "PartialChain",
        "UntrustedRoot",
        "certificate verify failed",
    ];

    // A release that asks for the wrong thing does so at once.
    private static readonly TimeSpan JustBefore = TimeSpan.FromMinutes(5);

    /// <summary>What contradicts a cause that a log line or an alert gave away.</summary>
    public static CounterEvidence Of(Episode candidate, string cause, ClusterTopology topology) =>
        cause switch
        {
            Causes.ApplicationError => OfError(candidate, topology),
            Causes.Certificate
                when candidate.IsFromLog
                    && WholeWords.HasAny(candidate.Message, OfTrust)
                    && BoundChanges.OfConfiguration(candidate, topology) is { } bundle => CounterEvidence.IsMistaken(
                $"What the client reads was changed before: {bundle.Message}"
            ),
            Causes.DependencyUnavailable
                when BoundChanges.Before(WorkloadLookup.Behind(candidate.Subject, topology), candidate.Onset, topology)
                    is { } change => new CounterEvidence(
                candidate.Onset - change.Onset <= JustBefore ? CounterEvidence.Mistaken : CounterEvidence.Overcome,
                $"The workload that reports it was changed before: {change.Message}"
            ),
            Causes.CpuOverload
                when Signals.IsAlert(candidate)
                    && LoadEffects.IsUnfelt(WorkloadLookup.Behind(candidate.Subject, topology), topology) =>
                new CounterEvidence(
                    CounterEvidence.Unfelt,
                    "It is not slow itself, and some of its callers have no problem."
                ),
            Causes.SlowByItself when OtherEvidence.HasCandidate(candidate.Subject, Causes.CpuOverload) =>
                CounterEvidence.IsMistaken("Its CPU is busy."),
            Causes.PodNetworkDelay when IsSlowByAnother(candidate.Subject, topology) => CounterEvidence.IsMistaken(
                "It is busy itself, or a service it calls is also slow or busy."
            ),
            Causes.SlowByItself or Causes.PodNetworkDelay when !IsFelt(candidate.Subject, topology) =>
                new CounterEvidence(CounterEvidence.Unfelt, "None of its callers has a problem."),
            Causes.SlowByItself => new CounterEvidence(
                CounterEvidence.Unspecific,
                "This does not show why the service is slow."
            ),
            Causes.PodNetworkDelay => new CounterEvidence(
                CounterEvidence.Unspecific,
                "A slow service does not prove a slow network."
            ),
            _ => CounterEvidence.None,
        };

    private static CounterEvidence OfError(Episode error, ClusterTopology topology)
    {
        if (FailsBelow(error.Subject, topology))
            return CounterEvidence.IsMistaken("A service it calls logs errors of its own.");
        if (error.IsFromLog && Victims.TroubleBehind(error, topology) is { } trouble)
            return CounterEvidence.IsMistaken(
                $"It reports a failure of {trouble.Subject.Kind} {trouble.Subject.Name}, which is failing or was changed."
            );
        if (error.Severity < Severity.Critical && BoundChanges.OfConfiguration(error, topology) is { } change)
            return new CounterEvidence(
                CounterEvidence.Overcome,
                $"A configuration it reads was changed before: {change.Message}"
            );
        return new CounterEvidence(
            error.Count >= LogFolding.Often && LogFolding.IsNew(error)
                ? CounterEvidence.NewError
                : CounterEvidence.Unspecific,
            "Programs also log errors when a dependency fails."
        );
    }

    /// <summary>Whether a slow service waits for one that is slow or busy as well, or is busy itself.</summary>
    private static bool IsSlowByAnother(ResourceState service, ClusterTopology topology)
    {
        var slow = WorkloadLookup.Behind(service, topology);
        if (OtherEvidence.HasCandidate(service, Causes.CpuOverload) || LoadEffects.IsBusy(slow, topology))
            return true;
        return CallGraph
            .Callees(slow, topology)
            .Distinct()
            .Any(callee =>
                LoadEffects.IsSlow(callee, topology)
                || LoadEffects.IsBusy(callee, topology) && !LoadEffects.IsUnfelt(callee, topology, slow)
            );
    }

    /// <summary>
    /// Whether a workload that calls the one behind an object is in error, or none is known to call it.
    /// </summary>
    private static bool IsFelt(ResourceState subject, ClusterTopology topology)
    {
        var workload = WorkloadLookup.Behind(subject, topology);
        var callers = CallGraph.DirectCallers(workload).Where(caller => caller != workload).ToList();
        return callers.Count == 0
            || callers.Exists(caller =>
                caller.Errors.Count > 0 || CallGraph.PodsOf(caller).Any(pod => pod.Errors.Count > 0)
            );
    }

    /// <summary>Whether a workload that the one behind an object calls reports errors of its own.</summary>
    private static bool FailsBelow(ResourceState subject, ClusterTopology topology)
    {
        var workload = WorkloadLookup.Behind(subject, topology);
        return CallGraph
            .DirectCallees(workload)
            .Any(callee =>
                callee != workload
                && CallGraph.PodsOf(callee).Any(pod => OtherEvidence.HasCandidate(pod, Causes.ApplicationError))
            );
    }
}
