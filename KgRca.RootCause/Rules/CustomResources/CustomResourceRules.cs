namespace KgRca.RootCause.Rules.CustomResources;

/// <summary>Custom resources that their controllers report as failing.</summary>
internal static class CustomResourceRules
{
    public static RuleFamily Family { get; } =
        new("Custom resources", Causes.OfCustomResources)
        {
            Precedence = (candidate, _, _) => ResourceChains.OfCustom(candidate.Subject),
            Target = (candidate, _, _) => candidate.Subject.Reference,
            Lead = NamedResources.In,
            Detectors =
            [
                new(
                    Detector.CustomResources,
                    (_, resource, item, findings) => CustomConditions.Inspect(resource, item, findings)
                ),
            ],
        };
}
