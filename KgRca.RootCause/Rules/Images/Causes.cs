namespace KgRca.RootCause.Rules;

// Causes: images and registries.
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
            "The image or tag does not exist in the registry, or the reference is malformed; or "
                + "`imagePullPolicy: Never` is set and the node has no copy.",
            "Fix `image`, or `imagePullPolicy`."
        ),
        new(
            RegistryDns,
            "Registry hostname does not resolve",
            CauseFamily.Image,
            CauseKinds.Workload,
            "The registry's hostname does not resolve.",
            "Check the hostname in `image`, then the node's DNS."
        )
        {
            IsOfRegistry = true,
            Mechanism =
                "The node cannot resolve the registry's hostname, so the image pull fails and the container does "
                + "not start.",
            FollowsFromNode = true,
        },
        new(
            RegistryUnreachable,
            "Registry is unreachable",
            CauseFamily.Image,
            CauseKinds.Workload,
            "The registry does not respond, or the node does not trust its certificate.",
            "Check the network path and the CA certificates on the node."
        )
        {
            IsOfRegistry = true,
            Mechanism = "The node cannot reach the registry, so the image pull fails and the container does not start.",
            FollowsFromNode = true,
        },
        new(
            RegistryRateLimited,
            "Registry rate limit reached",
            CauseFamily.Image,
            CauseKinds.Workload,
            "The registry rejects further pulls until its rate limit resets.",
            "Authenticate to the registry, or use a mirror."
        )
        {
            IsOfRegistry = true,
            Mechanism =
                "The registry rejects pulls until the rate limit resets, so containers without a cached image do "
                + "not start.",
        },
        new(
            MissingPullSecret,
            "Image pull credentials missing",
            CauseFamily.Image,
            CauseKinds.Workload,
            "The registry requires credentials that the Pod does not have.",
            "Create the Secret and reference it in `imagePullSecrets`."
        )
        {
            Mechanism = "Without valid credentials the registry denies the pull, so the container does not start.",
        },
        new(
            ImagePlatform,
            "Image platform mismatch",
            CauseFamily.Image,
            CauseKinds.Workload,
            "The image is built for a different CPU architecture or operating system.",
            "Build the image for the node's platform, or add a `nodeSelector` for `kubernetes.io/arch`."
        )
        {
            Mechanism = "The node's CPU cannot execute the image's binary, so the container exits immediately.",
        },
        new(
            ImageSignature,
            "Image signature rejected",
            CauseFamily.Image,
            CauseKinds.Workload,
            "The image is unsigned, or signed with a key that the node's policy does not trust.",
            "Sign the image, or fix the signature policy on the node."
        ),
    ];
}
