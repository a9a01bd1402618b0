namespace KgRca.RootCause.Rules;

// Causes: images and registries. One class for all families, so that an id reads the same wherever it is used.
internal static partial class Causes
{
    public const string IncorrectImage = "incorrect_image_reference";
    public const string RegistryDns = "image_registry_dns_failure";
    public const string RegistryUnreachable = "image_registry_unreachable";
    public const string RegistryRateLimited = "image_registry_rate_limited";
    public const string MissingPullSecret = "missing_image_pull_secret";
    public const string ImagePlatform = "image_platform_mismatch";
    public const string ImageSignature = "image_signature_invalid";

    /// <summary>What they mean and what to do: images and registries.</summary>
    public static CauseClass[] OfImages { get; } =
    [
        new(
            IncorrectImage,
            "Image does not exist",
            CauseFamily.Image,
            CauseKinds.Workload,
            "The registry has no such image or tag, or the name is malformed; or the node has no copy and may not pull one.",
            "Correct `image`, or `imagePullPolicy`."
        ),
        new(
            RegistryDns,
            "Registry's name does not resolve",
            CauseFamily.Image,
            CauseKinds.Workload,
            "The registry's host name does not resolve.",
            "Check the host in `image`, then the node's DNS."
        )
        {
            IsOfRegistry = true,
            Mechanism = "The node cannot find the registry, so it cannot pull the image and the container waits.",
            FollowsFromNode = true,
        },
        new(
            RegistryUnreachable,
            "Registry cannot be reached",
            CauseFamily.Image,
            CauseKinds.Workload,
            "The registry does not answer, or its certificate is not trusted.",
            "Check network and certificates from the node."
        )
        {
            IsOfRegistry = true,
            Mechanism = "The node cannot reach the registry, so the container waits for its image.",
            FollowsFromNode = true,
        },
        new(
            RegistryRateLimited,
            "Registry limits pulls",
            CauseFamily.Image,
            CauseKinds.Workload,
            "The registry refuses further pulls for a while.",
            "Log in to the registry, or use a mirror."
        )
        {
            IsOfRegistry = true,
            Mechanism = "The registry refuses pulls until the limit resets; containers wait for it.",
        },
        new(
            MissingPullSecret,
            "Registry wants credentials",
            CauseFamily.Image,
            CauseKinds.Workload,
            "The registry wants credentials that the Pod does not have.",
            "Create the Secret and name it in `imagePullSecrets`."
        )
        {
            Mechanism = "Without credentials the registry refuses the pull, and the container cannot start.",
        },
        new(
            ImagePlatform,
            "Image is for another platform",
            CauseFamily.Image,
            CauseKinds.Workload,
            "The image is built for another processor or system.",
            "Build it for the node's platform."
        )
        {
            Mechanism = "The node's processor cannot run the image's program, so the container exits at once.",
        },
        new(
            ImageSignature,
            "Image's signature is not accepted",
            CauseFamily.Image,
            CauseKinds.Workload,
            "The image is not signed, or not by somebody whom the node's policy trusts.",
            "Sign the image, or correct the policy on the node."
        ),
    ];
}
