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
    public static readonly string[] Policy = ["NetworkPolicy"];
    public static readonly string[] Webhook =
    [
        "MutatingWebhookConfiguration",
        "ValidatingWebhookConfiguration",
        .. Workload,
    ];
    public static readonly string[] ApiService = ["APIService"];
    public static readonly string[] Budget = ["PodDisruptionBudget"];
    public static readonly string[] Route = ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", .. Workload];
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
    public static readonly string[] Configuration = ["ConfigMap", "Secret", "ServiceAccount"];
    public static readonly string[] Referred = [.. Workload, .. Configuration];
}
