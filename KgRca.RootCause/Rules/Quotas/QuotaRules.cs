namespace KgRca.RootCause.Rules.Quotas;

/// <summary>Quotas with no room left, and limit ranges.</summary>
internal static class QuotaRules
{
    public static RuleFamily Family { get; } =
        new("Quotas", Causes.OfQuotas)
        {
            NextStep = QuotaNextSteps.Of,
            Detectors =
            [
                new(["ResourceQuota"], (_, quota, item, findings) => QuotaUsage.Inspect(quota, item, findings)),
            ],
        };
}
