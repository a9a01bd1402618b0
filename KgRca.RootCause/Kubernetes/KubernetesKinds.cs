using System.Collections.Frozen;

namespace KgRca.RootCause.Kubernetes;

/// <summary>
/// Kinds that Kubernetes has by itself, and the Gateway API's. All others are custom resources, of which only what they
/// have in common is known.
/// </summary>
internal static class KubernetesKinds
{
    /// <summary>The kinds that keep Pods running from a template.</summary>
    public static IReadOnlyList<string> Workloads { get; } = ["Deployment", "StatefulSet", "DaemonSet"];

    private static readonly FrozenSet<string> Known =
    [
        "Namespace",
        "Node",
        "Pod",
        "Service",
        "Endpoints",
        "EndpointSlice",
        "Event",
        "ConfigMap",
        "Secret",
        "ServiceAccount",
        "ResourceQuota",
        "LimitRange",
        "PersistentVolume",
        "PersistentVolumeClaim",
        "ReplicationController",
        "Deployment",
        "StatefulSet",
        "DaemonSet",
        "ReplicaSet",
        "ControllerRevision",
        "Job",
        "CronJob",
        "HorizontalPodAutoscaler",
        "PodDisruptionBudget",
        "PriorityClass",
        "StorageClass",
        "VolumeAttachment",
        "CSIDriver",
        "CSINode",
        "Ingress",
        "IngressClass",
        "NetworkPolicy",
        "MutatingWebhookConfiguration",
        "ValidatingWebhookConfiguration",
        "APIService",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "Role",
        "RoleBinding",
        "ClusterRole",
        "ClusterRoleBinding",
        "Lease",
        "GatewayClass",
        "Gateway",
        "HTTPRoute",
        "GRPCRoute",
        "TLSRoute",
        "TCPRoute",
        "ReferenceGrant",
    ];

    /// <summary>Whether a kind is none of them.</summary>
    public static bool IsCustom(string kind) => !Known.Contains(kind);
}
