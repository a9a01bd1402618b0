namespace KgRca.RootCause.Rules;

// Causes: requests that the API server refuses. One class for all families, so that an id reads the same wherever it is used.
internal static partial class Causes
{
    public const string MissingServiceAccount = "missing_service_account";
    public const string MissingPodClass = "missing_pod_class";
    public const string PodSecurity = "pod_security_violation";
    public const string Webhook = "admission_webhook_unavailable";
    public const string WebhookDenied = "admission_webhook_denied";
    public const string InvalidTemplate = "pod_template_invalid";
    public const string NamespaceStuck = "namespace_deletion_stuck";
    public const string ApiService = "api_service_unavailable";
    public const string Forbidden = "admission_forbidden";

    /// <summary>What they mean and what to do: requests that the API server refuses.</summary>
    public static CauseClass[] OfAdmission { get; } =
    [
        new(
            MissingServiceAccount,
            "ServiceAccount does not exist",
            CauseFamily.Admission,
            CauseKinds.Workload,
            "The Pod's ServiceAccount does not exist.",
            "Create it, or correct `serviceAccountName`."
        )
        {
            RefutedBy = ["ServiceAccount"],
            Mechanism = "The API server refuses Pods whose ServiceAccount does not exist.",
            Names = new("ServiceAccount", "serviceaccount \""),
        },
        new(
            MissingPodClass,
            "Class of the Pod does not exist",
            CauseFamily.Admission,
            CauseKinds.Workload,
            "The Pod's PriorityClass or RuntimeClass does not exist.",
            "Create it, or correct `priorityClassName` or `runtimeClassName`."
        ),
        new(
            PodSecurity,
            "Pod Security refuses the Pod",
            CauseFamily.Admission,
            CauseKinds.Workload,
            "The namespace's Pod Security level refuses the Pod.",
            "Tighten the Pod's security context."
        )
        {
            ShownBy = ["Namespace"],
        },
        new(
            Webhook,
            "Admission webhook does not answer",
            CauseFamily.Admission,
            CauseKinds.Webhook,
            "An admission webhook does not answer, so that nothing can be created.",
            "Mend the webhook's Service."
        )
        {
            ShownBy = ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"],
            Mechanism = "The API server cannot admit the objects that the webhook must see, so it refuses them.",
            IsOutsideWorkload = true,
        },
        new(
            WebhookDenied,
            "Policy denies the object",
            CauseFamily.Admission,
            CauseKinds.Workload,
            "An admission webhook or policy denies the object, and says why.",
            "Read the `FailedCreate` event; mend the template, or the policy."
        )
        {
            ShownBy = ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"],
        },
        new(
            InvalidTemplate,
            "Pod is not valid",
            CauseFamily.Admission,
            CauseKinds.Workload,
            "The API server finds a Pod of the template not valid, such as one that requests more than its limit, which a LimitRange may have set, or whose labels would be too long.",
            "Read the `FailedCreate` event: it names the field."
        ),
        new(
            NamespaceStuck,
            "Namespace is being deleted",
            CauseFamily.Admission,
            CauseKinds.Namespace,
            "The namespace is being deleted, which does not come to an end, or nothing can be created in it.",
            "Read the namespace's conditions: a finalizer, or an API that does not answer."
        )
        {
            Mechanism = "Nothing new is accepted in a namespace that is being deleted.",
        },
        new(
            ApiService,
            "Aggregated API does not answer",
            CauseFamily.Admission,
            CauseKinds.ApiService,
            "The API server passes requests for an API on to a Service, such as the metrics API's, which is missing, has no ready Pod or does not answer. Meanwhile no namespace can be deleted, whatever it holds.",
            "Mend the Service that the APIService names, or delete the APIService if nothing needs it."
        )
        {
            Mechanism = "Requests for this API fail, and so do the controllers and clients that need it.",
            IsOutsideWorkload = true,
        },
        new(
            Forbidden,
            "API server refuses the object",
            CauseFamily.Admission,
            CauseKinds.Workload,
            "The API server refuses the object for another reason.",
            "Read the `FailedCreate` event."
        )
        {
            Strength = EvidenceStrength.Proximate,
        },
    ];
}
