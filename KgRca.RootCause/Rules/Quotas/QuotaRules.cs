namespace KgRca.RootCause.Rules.Quotas;

/// <summary>Quotas with no room left, and limit ranges.</summary>
internal static class QuotaRules
{
    public static RuleFamily Family { get; } =
        new("Quotas", Causes.OfQuotas)
        {
            NextStep = QuotaNextSteps.Of,
            Responsible = [ScopedQuotas.Behind],
            Target = (candidate, cause, topology) =>
                candidate.Subject.Namespace.Length > 0 && CauseClasses.FamilyOf(cause) == CauseFamily.Quota
                    ? ExhaustedQuota.Of(candidate, cause, topology)
                    : null,
            Detectors =
            [
                new(["ResourceQuota"], (_, quota, item, findings) => QuotaUsage.Inspect(quota, item, findings)),
            ],
        };
}
