using static KgRca.AppHost.Tests.Clusters.Shapes;

namespace KgRca.AppHost.Tests.Clusters.Faults;

/// <summary>Pods that no node takes. Nodes 4, 5 and 9 belong to a fault each.</summary>
internal static class PlacementFaults
{
    public static IEnumerable<Fault> All =>
    [
        Asking("cpu", "cpu_capacity_mismatch", container: "resources: {requests: {cpu: 100}},"),
        Asking("memory", "memory_capacity_mismatch", container: "resources: {requests: {memory: 1Ti}},"),
        Asking("node_selector", "node_selector_mismatch", pod: "nodeSelector: {disk: ssd},"),
        Asking("node_affinity", "node_affinity_mismatch", pod: "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: disk, operator: In, values: [ssd]}]}]}}},"),
        Asking("anti_affinity", "pod_anti_affinity_conflict",
            pod: "nodeSelector: {kubernetes.io/hostname: node-3}, affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}]}},", replicas: 2),
        new Fault("taint", "taint_toleration_mismatch", "Deployment/web", ["taint node node-4 dedicated=batch:NoSchedule"], [Deployment(pod: On("node-4"))], ["taint node node-4 dedicated-"]),
        new Fault("cordon", "node_cordon_mismatch", "Deployment/web", ["cordon node-5"], [Deployment(pod: On("node-5"))], ["uncordon node-5"]),
        new Fault("full_nodes", "pod_capacity_exceeded", "Deployment/web", ["""patch node node-9 --subresource=status --type=merge -p {"status":{"allocatable":{"pods":"1"}}}"""],
            [Deployment(replicas: 2, pod: On("node-9"))], ["""patch node node-9 --subresource=status --type=merge -p {"status":{"allocatable":{"pods":"110"}}}"""]),
    ];

    private static Fault Asking(string name, string cause, string container = "", string pod = "", int replicas = 1) =>
        new(name, cause, "Deployment/web", [Deployment()], [Deployment(replicas: replicas, container: container, pod: pod)], [Deployment()]);
}
