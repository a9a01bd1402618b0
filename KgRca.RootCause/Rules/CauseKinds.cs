namespace KgRca.RootCause.Rules;

/// <summary>The kinds of objects that classes of causes can be about: those that have to be mended.</summary>
internal static class CauseKinds
{
    public static readonly string[] Workload =
    [
        "Deployment",
        "StatefulSet",
        "DaemonSet",
        "ReplicaSet",
        "Job",
        "CronJob",
        "Pod",
        "Service",
        "PersistentVolumeClaim",
    ];
    public static readonly string[] Volume = [.. Workload, "PersistentVolume"];
    public static readonly string[] Node = ["Node"];
    public static readonly string[] WorkloadOrNode = [.. Workload, .. Node];
    public static readonly string[] Namespace = ["Namespace"];
    public static readonly string[] Autoscaler = ["HorizontalPodAutoscaler"];
    public static readonly string[] Ingress = ["Ingress"];
    public static readonly string[] Policy = ["NetworkPolicy", .. Namespace];
    public static readonly string[] Webhook =
    [
        "MutatingWebhookConfiguration",
        "ValidatingWebhookConfiguration",
        .. Workload,
    ];
    public static readonly string[] ApiService = ["APIService", .. Workload];
    public static readonly string[] Definition = ["CustomResourceDefinition", .. Workload];
    public static readonly string[] Range = ["LimitRange", .. Workload];
    public static readonly string[] Quota = ["ResourceQuota", .. Namespace, .. Workload];
    public static readonly string[] Class = ["StorageClass", .. Workload];
    public static readonly string[] Guarded = [.. Namespace, .. Workload];
    public static readonly string[] Pool = ["NodePool", .. Workload];
    public static readonly string[] Budget = ["PodDisruptionBudget"];
    public static readonly string[] Granted = ["RoleBinding", "Role", "ClusterRoleBinding", "ClusterRole", .. Workload];
    public static readonly string[] Route =
    [
        "ReferenceGrant",
        "HTTPRoute",
        "GRPCRoute",
        "TLSRoute",
        "TCPRoute",
        .. Workload,
    ];
    public static readonly string[] Gateway = ["Gateway"];
    public static readonly string[] Certificate =
    [
        "Certificate",
        "CertificateRequest",
        "Issuer",
        "ClusterIssuer",
        "Order",
        "Challenge",
    ];
    public static readonly string[] ExternalSecret =
    [
        "ExternalSecret",
        "ClusterExternalSecret",
        "SecretStore",
        "ClusterSecretStore",
        "SealedSecret",
    ];
    public static readonly string[] GitOps =
    [
        "Application",
        "Kustomization",
        "HelmRelease",
        "GitRepository",
        "OCIRepository",
        "HelmRepository",
        "HelmChart",
        "Bucket",
    ];

    // Any kind that is not Kubernetes' own.
    public static readonly string[] Custom = [];
    public static readonly string[] Configuration =
    [
        "ConfigMap",
        "Secret",
        "ServiceAccount",
        "Namespace",
        "NetworkPolicy",
        "ResourceQuota",
        "LimitRange",
        "APIService",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "MutatingWebhookConfiguration",
        "ValidatingWebhookConfiguration",
    ];
    public static readonly string[] Changeable = [.. Configuration, .. Route[..4]];
    public static readonly string[] Referred = [.. Workload, .. Configuration];
}
