namespace KgRca.RootCause.Rules.Images;

/// <summary>Images that cannot be pulled; what kubelet's messages say.</summary>
internal static class ImageRules
{
    public static RuleFamily Family { get; } =
        new("Images and registries", Causes.OfImages)
        {
            Events = [EventReader.Origin(Causes.MissingPullSecret, "FailedToRetrieveImagePullSecret")],
            NextStep = ImageNextSteps.Of,
        };
}
