using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.ControlPlane;
using KgRca.RootCause.Rules.Services;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>What processes, their logs and their metrics say.</summary>
internal static class ApplicationRules
{
    public static RuleFamily Family { get; } =
        new("Applications", Causes.OfApplications)
        {
            Sources =
            [
                new(
                    EpisodeSources.Log,
                    (in seen) =>
                        ClusterLogs.Assess(seen.Message, seen.Subject)
                        ?? Located(LogReading.Assess(seen.Severity, seen.Message), in seen)
                ),
                new(EpisodeSources.Alert, (in seen) => AlertNames.Assess(seen.Subject.Kind, seen.Reason, seen.Message)),
            ],
            NextStep = ApplicationNextSteps.Of,
            Target = FindTarget,
            Challenge = ApplicationChallenge.Of,
            ChallengeFinding = (finding, cause, topology) =>
                cause == Causes.LogLineStopped ? LogAbsenceChallenge.Of(finding, topology) : CounterEvidence.None,
        };

    // What lies outside of the cluster fails where nobody else can report it.
    private static CauseAssessment Located(CauseAssessment assessment, in Observation seen) =>
        assessment is { Role: CauseRole.Symptom, Cause: Causes.DependencyUnavailable }
        && seen.Severity >= Severity.Error
        && OutsideHosts.In(seen.Message, seen.Subject, seen.Topology) is not null
            ? CauseAssessment.Origin(Causes.DependencyUnavailable)
            : assessment;

    // A client that does not trust a server reports the server's certificate.
    private static ObjectReference? FindTarget(Episode candidate, string cause, ClusterTopology topology) =>
        cause switch
        {
            Causes.Certificate => ServiceLeads.Untrusted(candidate, topology)?.Reference
                ?? OfExpired(candidate, topology),
            Causes.Configuration => ConfigurationSource.Of(candidate, topology)?.Object,
            _ => null,
        };

    private static ObjectReference? OfExpired(Episode line, ClusterTopology topology)
    {
        if (!line.IsFromLog || !WholeWords.HasAny(line.Message, OfTime))
            return null;
        if (BlamedPeers.NamedIn(line, topology) is [var named])
            return named.Reference;
        // The server says as well that clients do not take its certificate.
        return BlamedPeers
            .CalleesOf(WorkloadLookup.Behind(line.Subject, topology), topology)
            .Find(callee =>
                Signals.HasCandidate(callee, topology, other => other.Assessment.Cause == Causes.Certificate)
            )
            ?.Reference;
    }

    private static readonly string[] OfTime =
    [
        "has expired",
        "expired",
        "not yet valid",
        "NotTimeValid",
        "validity check failed",
    ];
}
