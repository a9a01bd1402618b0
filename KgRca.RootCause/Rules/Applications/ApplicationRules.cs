namespace KgRca.RootCause.Rules.Applications;

/// <summary>What processes, their logs and their metrics say.</summary>
internal static class ApplicationRules
{
    public static RuleFamily Family { get; } =
        new("Applications", Causes.OfApplications)
        {
            NextStep = ApplicationNextSteps.Of,
            Challenge = ApplicationChallenge.Of,
            ChallengeFinding = (finding, cause, topology) =>
                cause == Causes.LogLineStopped ? LogAbsenceChallenge.Of(finding, topology) : CounterEvidence.None,
        };
}
