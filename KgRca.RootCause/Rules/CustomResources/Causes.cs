namespace KgRca.RootCause.Rules;

// Causes: custom resources and their controllers.
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
            "Certificate not issued",
            CauseFamily.Custom,
            CauseKinds.Certificate,
            "cert-manager could not issue a certificate, or an issuer is not ready, so the certificate's "
                + "Secret is missing or outdated.",
            "Read the condition; run `cmctl status certificate`."
        ),
        new(
            ExternalSecret,
            "External secret sync failed",
            CauseFamily.Custom,
            CauseKinds.ExternalSecret,
            "A Secret that an operator syncs from an external store could not be fetched or decrypted.",
            "Read the condition; check the store's credentials, the path and the key."
        ),
        new(
            GitOps,
            "GitOps sync failed",
            CauseFamily.Custom,
            CauseKinds.GitOps,
            "Argo CD or Flux could not fetch its source or apply the manifests in it.",
            "Read the condition; render the manifests and apply them with `--dry-run=server`."
        ),
        new(
            CustomResource,
            "Custom resource is not ready",
            CauseFamily.Custom,
            CauseKinds.Custom,
            "The controller of a custom resource reports that it is not ready, or has not reconciled its "
                + "latest change.",
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
            "The API server does not serve the kind, or not in the version that a controller or release "
                + "requests: its CustomResourceDefinition was changed, deleted or never installed.",
            "Install the CustomResourceDefinition, or serve the version again; or upgrade the client to a "
                + "version that is served."
        )
        {
            ShownBy = ["CustomResourceDefinition"],
        },
    ];
}
