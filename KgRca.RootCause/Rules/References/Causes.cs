namespace KgRca.RootCause.Rules;

// Causes: objects that are referred to and do not exist. One class for all families, so that an id reads the same wherever it is used.
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
            "A ConfigMap that is referred to does not exist.",
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
            "A Secret that is referred to does not exist.",
            "Create it, or correct the name."
        )
        {
            RefutedBy = ["Secret"],
            Names = new("Secret", "secret \""),
        },
        new(
            MissingConfigKey,
            "Key is missing in ConfigMap or Secret",
            CauseFamily.Reference,
            CauseKinds.Referred,
            "The ConfigMap or Secret lacks the key that is referred to.",
            "Add the key, or correct its name."
        ),
        new(
            MissingClaim,
            "Claim does not exist",
            CauseFamily.Storage,
            CauseKinds.Workload,
            "A claim that is referred to does not exist, or is being deleted.",
            "Create it, or correct the name."
        )
        {
            RefutedBy = ["PersistentVolumeClaim"],
            Mechanism = "The scheduler waits for the claim, so the Pod stays Pending.",
            Names = new("PersistentVolumeClaim", "persistentvolumeclaim \""),
        },
        new(
            OwnerElsewhere,
            "Owner is in another namespace",
            CauseFamily.Reference,
            CauseKinds.Referred,
            "The object names an owner that is in another namespace, where owners cannot be: the garbage collector takes it for one that is gone, and deletes the object.",
            "Remove the owner reference, or keep both in one namespace; look at who writes it: an operator, a copied manifest."
        )
        {
            Mechanism = "Owners in another namespace count as absent, so the garbage collector deletes the object.",
        },
    ];
}
