namespace KgRca.Agent.Kubernetes;

/// <summary>What the agent watches.</summary>
internal static class WatchedTypes
{
    // Helm keeps whole releases, compressed, in Secrets of this type: much to read, and nothing of it is sent.
    private const string NotHelmReleases = "type!=helm.sh/release.v1";

    /// <summary>
    /// Objects, in the order in which they are listed: what others refer to comes first, so that nothing seems to be
    /// missing only because it has not been read yet.
    /// </summary>
    public static IReadOnlyList<ResourceType> Objects { get; } =
    [
        new("", "v1", "namespaces", "Namespace"),
        new("", "v1", "nodes", "Node"),
        new("scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass"),
        new("storage.k8s.io", "v1", "storageclasses", "StorageClass"),
        new("networking.k8s.io", "v1", "ingressclasses", "IngressClass"),
        new("gateway.networking.k8s.io", "v1", "gatewayclasses", "GatewayClass"),
        new("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration"),
        new("admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration"),
        new("apiregistration.k8s.io", "v1", "apiservices", "APIService"),
        new("", "v1", "resourcequotas", "ResourceQuota"),
        new("", "v1", "limitranges", "LimitRange"),
        new("", "v1", "serviceaccounts", "ServiceAccount"),
        new("", "v1", "configmaps", "ConfigMap"),
        new("", "v1", "secrets", "Secret", NotHelmReleases),
        new("", "v1", "persistentvolumes", "PersistentVolume"),
        new("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim"),
        new("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy"),
        new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget"),
        new("apps", "v1", "deployments", "Deployment"),
        new("apps", "v1", "statefulsets", "StatefulSet"),
        new("apps", "v1", "daemonsets", "DaemonSet"),
        new("batch", "v1", "cronjobs", "CronJob"),
        new("batch", "v1", "jobs", "Job"),
        new("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler"),
        new("apps", "v1", "replicasets", "ReplicaSet"),
        new("", "v1", "pods", "Pod"),
        new("", "v1", "services", "Service"),
        new("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice"),
        new("networking.k8s.io", "v1", "ingresses", "Ingress"),
        new("gateway.networking.k8s.io", "v1", "gateways", "Gateway"),
        new("gateway.networking.k8s.io", "v1", "httproutes", "HTTPRoute"),
    ];

    /// <summary>Events about them.</summary>
    public static ResourceType Events { get; } = new("events.k8s.io", "v1", "events", "Event");

    /// <summary>The objects, then the events about them.</summary>
    public static IReadOnlyList<ResourceType> All { get; } = With([]);

    /// <summary>The objects, those of <paramref name="more"/> kinds, then the events about them.</summary>
    public static IReadOnlyList<ResourceType> With(IReadOnlyList<ResourceType> more) => [.. Objects, .. more, Events];
}
