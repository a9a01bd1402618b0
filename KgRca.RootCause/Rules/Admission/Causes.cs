namespace KgRca.RootCause.Rules;

// Causes: requests that the API server refuses.
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
            Mechanism = "The API server rejects Pods whose ServiceAccount does not exist.",
            Names = new("ServiceAccount", "serviceaccount \""),
        },
        new(
            MissingPodClass,
            "PriorityClass or RuntimeClass does not exist",
            CauseFamily.Admission,
            CauseKinds.Workload,
            "The Pod's PriorityClass or RuntimeClass does not exist.",
            "Create it, or correct `priorityClassName` or `runtimeClassName`."
        ),
        new(
            PodSecurity,
            "Pod Security violation",
            CauseFamily.Admission,
            CauseKinds.Workload,
            "The Pod violates the namespace's Pod Security level.",
            "Restrict the Pod's `securityContext` to what the level allows."
        )
        {
            ShownBy = ["Namespace"],
        },
        new(
            Webhook,
            "Admission webhook is unavailable",
            CauseFamily.Admission,
            CauseKinds.Webhook,
            "An admission webhook does not respond, so the API server rejects requests.",
            "Fix the webhook's Service; as a stopgap set `failurePolicy: Ignore`."
        )
        {
            ShownBy = ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"],
            Mechanism =
                "The API server must call the webhook before it admits these objects; when the call fails, it "
                + "rejects them.",
            IsOutsideWorkload = true,
        },
        new(
            WebhookDenied,
            "Denied by admission policy",
            CauseFamily.Admission,
            CauseKinds.Workload,
            "An admission webhook or policy denied the object; its message says why.",
            "Read the `FailedCreate` event; fix the Pod template, or the policy."
        )
        {
            ShownBy = ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"],
        },
        new(
            InvalidTemplate,
            "Pod template is invalid",
            CauseFamily.Admission,
            CauseKinds.Workload,
            "The API server rejects Pods of the template as invalid, for example because a request exceeds "
                + "its limit (which a LimitRange may have set) or a label is too long.",
            "Read the `FailedCreate` event: it names the invalid field."
        ),
        new(
            NamespaceStuck,
            "Namespace stuck in Terminating",
            CauseFamily.Admission,
            CauseKinds.Namespace,
            "The namespace is stuck in Terminating; nothing can be created in it.",
            "Read the namespace's conditions: a finalizer or an unavailable API blocks the deletion."
        )
        {
            Mechanism = "The API server rejects new objects in a namespace that is terminating.",
        },
        new(
            ApiService,
            "Aggregated API is unavailable",
            CauseFamily.Admission,
            CauseKinds.ApiService,
            "The Service behind an aggregated API (such as the metrics API) is missing, has no ready Pods or "
                + "does not respond. Until it does, no namespace can be deleted.",
            "Fix the Service that the APIService references, or delete the APIService if nothing needs it."
        )
        {
            Mechanism = "Requests to this API fail, and so do the controllers and clients that use it.",
            IsOutsideWorkload = true,
        },
        new(
            Forbidden,
            "Rejected by the API server",
            CauseFamily.Admission,
            CauseKinds.Workload,
            "The API server rejected the object for a reason that is not classified.",
            "Read the `FailedCreate` event."
        )
        {
            Strength = EvidenceStrength.Proximate,
        },
    ];
}
