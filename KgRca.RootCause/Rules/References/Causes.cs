namespace KgRca.RootCause.Rules;

// Causes: objects that are referred to and do not exist.
internal static partial class Causes
{
    public const string MissingConfigMap = "missing_config_map";
    public const string MissingSecret = "missing_secret_binding";
    public const string MissingConfigKey = "missing_config_key";
    public const string MissingClaim = "missing_persistent_volume_claim";
    public const string OwnerElsewhere = "owner_in_other_namespace";

    /// <summary>What they mean and what to do: objects that are referred to and do not exist.</summary>
    public static CauseClass[] OfReferences { get; } =
    [
        new(
            MissingConfigMap,
            "ConfigMap does not exist",
            CauseFamily.Reference,
            CauseKinds.Referred,
            "The Pod references a ConfigMap that does not exist.",
            "Create it, or correct the name."
        )
        {
            RefutedBy = ["ConfigMap"],
            Names = new("ConfigMap", "configmap \""),
        },
        new(
            MissingSecret,
            "Secret does not exist",
            CauseFamily.Reference,
            CauseKinds.Referred,
            "The Pod references a Secret that does not exist.",
            "Create it, or correct the name."
        )
        {
            RefutedBy = ["Secret"],
            Names = new("Secret", "secret \""),
        },
        new(
            MissingConfigKey,
            "ConfigMap or Secret lacks a key",
            CauseFamily.Reference,
            CauseKinds.Referred,
            "The Pod references a key that the ConfigMap or Secret does not have.",
            "Add the key, or fix its name in the Pod template."
        ),
        new(
            MissingClaim,
            "PVC does not exist",
            CauseFamily.Storage,
            CauseKinds.Workload,
            "The Pod references a PersistentVolumeClaim that does not exist or is being deleted.",
            "Create it, or correct the name."
        )
        {
            RefutedBy = ["PersistentVolumeClaim"],
            Mechanism = "The scheduler does not bind a Pod until its PVCs exist, so the Pod stays Pending.",
            Names = new("PersistentVolumeClaim", "persistentvolumeclaim \""),
        },
        new(
            OwnerElsewhere,
            "Owner reference to another namespace",
            CauseFamily.Reference,
            CauseKinds.Referred,
            "The object's ownerReference points to an owner in another namespace, which Kubernetes does not "
                + "allow: the garbage collector treats the owner as absent and deletes the object.",
            "Remove the ownerReference, or keep both objects in one namespace; find what sets it (an "
                + "operator, a copied manifest)."
        )
        {
            Mechanism =
                "The garbage collector treats an owner in another namespace as absent, so it deletes the object.",
        },
    ];
}
