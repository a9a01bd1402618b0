namespace KgRca.RootCause.Rules;

// Causes: custom resources and their controllers. One class for all families, so that an id reads the same wherever it is used.
internal static partial class Causes
{
    public const string CertificateNotIssued = "certificate_not_issued";
    public const string ExternalSecret = "external_secret_not_synced";
    public const string GitOps = "gitops_not_applied";
    public const string CustomResource = "custom_resource_not_ready";
    public const string KindNotServed = "kind_not_served";

    /// <summary>What they mean and what to do: custom resources and their controllers.</summary>
    public static CauseClass[] OfCustomResources { get; } =
    [
        new(
            CertificateNotIssued,
            "Certificate is not issued",
            CauseFamily.Custom,
            CauseKinds.Certificate,
            "cert-manager could not issue a certificate, or an issuer cannot be used, so that the Secret of the certificate is missing or old.",
            "Read the condition; `cmctl status certificate`."
        ),
        new(
            ExternalSecret,
            "Secret could not be fetched",
            CauseFamily.Custom,
            CauseKinds.ExternalSecret,
            "A Secret that an operator makes from another place could not be fetched or decrypted.",
            "Read the condition: the store's credentials, the path, the key."
        ),
        new(
            GitOps,
            "What is in Git could not be applied",
            CauseFamily.Custom,
            CauseKinds.GitOps,
            "Argo CD or Flux could not fetch or apply what is in its source.",
            "Read the condition; render and apply it by hand with `--dry-run=server`."
        ),
        new(
            CustomResource,
            "Custom resource is not ready",
            CauseFamily.Custom,
            CauseKinds.Custom,
            "The controller of a custom resource says that it is not as it should be, or has not followed a change of it.",
            "Read the condition, then the controller's log."
        )
        {
            Strength = EvidenceStrength.Proximate,
        },
        new(
            KindNotServed,
            "Kind is not served",
            CauseFamily.Reference,
            CauseKinds.Definition,
            "The API server serves no such kind, or not in the version that a controller or a release asks for: its CustomResourceDefinition was changed, deleted or never installed.",
            "Install the CustomResourceDefinition, or serve the version again; else move whoever asks to a version that is served."
        )
        {
            ShownBy = ["CustomResourceDefinition"],
        },
    ];
}
