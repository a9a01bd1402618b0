using static KgRca.Standalone.Tests.Clusters.Shapes;

namespace KgRca.Standalone.Tests.Clusters.Faults;

/// <summary>Pods that no node takes. Nodes 4, 5, 9, 16, 17 and 20 belong to a fault each.</summary>
internal static class PlacementFaults
{
    public static IEnumerable<Fault> All =>
        [
            Asking("cpu", "cpu_capacity_mismatch", container: "resources: {requests: {cpu: 100}},"),
            Asking("memory", "memory_capacity_mismatch", container: "resources: {requests: {memory: 1Ti}},"),
            Asking("node_selector", "node_selector_mismatch", pod: "nodeSelector: {disk: ssd},"),
            Asking(
                "node_affinity",
                "node_affinity_mismatch",
                pod: "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: disk, operator: In, values: [ssd]}]}]}}},"
            ),
            Asking(
                "anti_affinity",
                "pod_anti_affinity_conflict",
                pod: "nodeSelector: {kubernetes.io/hostname: node-3}, affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}]}},",
                replicas: 2
            ),
            Asking(
                "affinity",
                "pod_affinity_mismatch",
                pod: "affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: cache}}}]}},"
            ),
            Asking(
                "topology_spread",
                "pod_topology_spread_conflict",
                pod: "topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}],"
            ),
            Asking("host_port", "host_port_conflict", pod: "hostNetwork: true, " + On("node-16"), replicas: 2),
            Asking("gpu", "resource_capacity_mismatch", container: "resources: {limits: {\"example.com/gpu\": 1}},"),
            Asking(
                "ephemeral_storage",
                "resource_capacity_mismatch",
                container: "resources: {requests: {ephemeral-storage: 1Ti}},"
            ),
            Asking("scheduler", "pod_scheduler_missing", pod: "schedulerName: batch,"),
            new Fault(
                "gate",
                "pod_scheduling_gated",
                "Pod/web",
                [Deployment()],
                [
                    "{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {schedulingGates: [{name: example.com/gate}], containers: [{name: main, image: \"registry.example/web:1\"}]}}",
                ],
                ["delete pod web"],
                IsFinding: true
            ),
            new Fault(
                "volume_zone",
                "volume_node_affinity_conflict",
                "Deployment/web",
                [
                    Volume(
                        "pv-zone",
                        "own-zone",
                        more: "nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: zone, operator: In, values: [b]}]}]}},"
                    ),
                    Claim("own-zone"),
                    Deployment(),
                ],
                [Deployment(pod: MountsClaim)],
                [Deployment(pod: "volumes: null,")]
            ),
            new Fault(
                "claim_deleted",
                "missing_persistent_volume_claim",
                "PersistentVolumeClaim/data",
                [Volume("pv-deleted", "own-deleted"), Claim("own-deleted"), Deployment(pod: MountsClaim)],
                ["delete pvc data --wait=false", "rollout restart deployment web"],
                [
                    "scale deployment web --replicas=0",
                    "wait --for=delete pvc/data --timeout=60s",
                    Volume("pv-deleted-2", "own-deleted"),
                    Claim("own-deleted"),
                    "scale deployment web --replicas=1",
                ]
            ),
            new Fault(
                "daemon_set",
                "cpu_capacity_mismatch",
                "DaemonSet/agent",
                [],
                [DaemonSet("agent", "resources: {requests: {cpu: 100}},")],
                ["delete daemonset agent"]
            ),
            new Fault(
                "taint",
                "taint_toleration_mismatch",
                "Deployment/web",
                ["taint node node-4 dedicated=batch:NoSchedule"],
                [Deployment(pod: On("node-4"))],
                ["taint node node-4 dedicated-"]
            ),
            new Fault(
                "cordon",
                "node_cordon_mismatch",
                "Node/node-5",
                ["cordon node-5"],
                [Deployment(pod: On("node-5"))],
                ["uncordon node-5"]
            ),
            new Fault(
                "preempted",
                "pod_preempted",
                "Deployment/high",
                [
                    "{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: high}, value: 1000}",
                    Deployment(container: Cpu(3), pod: On("node-17")),
                ],
                [Deployment("high", container: Cpu(3), pod: "priorityClassName: high, " + On("node-17"))],
                ["delete deployment high"]
            ),
            new Fault(
                "crowded",
                "cpu_capacity_mismatch",
                "Deployment/web",
                [Deployment("other", container: Cpu(3), pod: On("node-20"))],
                [Deployment(container: Cpu(3), pod: On("node-20"))],
                ["delete deployment other"]
            ),
            new Fault(
                "full_nodes",
                "pod_capacity_exceeded",
                "Deployment/web",
                ["""patch node node-9 --subresource=status --type=merge -p {"status":{"allocatable":{"pods":"1"}}}"""],
                [Deployment(replicas: 2, pod: On("node-9"))],
                ["""patch node node-9 --subresource=status --type=merge -p {"status":{"allocatable":{"pods":"110"}}}"""]
            ),
        ];

    private static string Cpu(int cores) => $$"""resources: {requests: {cpu: {{cores}} } },""";

    private static Fault Asking(string name, string cause, string container = "", string pod = "", int replicas = 1) =>
        new(
            name,
            cause,
            "Deployment/web",
            [Deployment()],
            [Deployment(replicas: replicas, container: container, pod: pod)],
            [Deployment()]
        );
}
