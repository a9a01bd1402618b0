namespace KgRca.RootCause.Rules.Changes;

/// <summary>What was changed, which may be why something broke.</summary>
internal static class ChangeRules
{
    public static RuleFamily Family { get; } = new("Changes", Causes.OfChanges) { NextStep = ChangeNextSteps.Of };
}
