using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.ControlPlane;
using KgRca.RootCause.Rules.Services;

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
                        ClusterLogs.Assess(seen.Message, seen.Subject) ?? LogReading.Assess(seen.Severity, seen.Message)
                ),
                new(EpisodeSources.Alert, (in seen) => AlertNames.Assess(seen.Subject.Kind, seen.Reason, seen.Message)),
            ],
            NextStep = ApplicationNextSteps.Of,
            // A client that does not trust a server reports the server's certificate.
            Target = (candidate, cause, topology) =>
                cause switch
                {
                    Causes.Certificate => ServiceLeads.Untrusted(candidate, topology)?.Reference,
                    Causes.Configuration => ConfigurationSource.Of(candidate, topology)?.Object,
                    _ => null,
                },
            Challenge = ApplicationChallenge.Of,
            ChallengeFinding = (finding, cause, topology) =>
                cause == Causes.LogLineStopped ? LogAbsenceChallenge.Of(finding, topology) : CounterEvidence.None,
        };
}
