namespace KgRca.RootCause.Rules.Applications;

/// <summary>What processes, their logs and their metrics say.</summary>
internal static class ApplicationRules
{
    public static RuleFamily Family { get; } =
        new("Applications", Causes.OfApplications) { NextStep = ApplicationNextSteps.Of };
}
