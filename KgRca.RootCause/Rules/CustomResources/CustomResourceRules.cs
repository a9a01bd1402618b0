namespace KgRca.RootCause.Rules.CustomResources;

/// <summary>Custom resources that their controllers report as failing.</summary>
internal static class CustomResourceRules
{
    public static RuleFamily Family { get; } =
        new("Custom resources", Causes.OfCustomResources)
        {
            NextStep = CustomResourceNextSteps.Of,
            Precedence = (candidate, _, _) => ResourceChains.OfCustom(candidate.Subject),
            Lead = NamedResources.In,
            Target = (candidate, cause, _) => cause == Causes.KindNotServed ? null : candidate.Subject.Reference,
            Responsible = [HookJobs.Behind, UnservedKinds.Behind, CustomChain.Behind],
            Detectors =
            [
                new(
                    Detector.CustomResources,
                    (_, resource, item, findings) => CustomConditions.Inspect(resource, item, findings)
                ),
            ],
        };
}
