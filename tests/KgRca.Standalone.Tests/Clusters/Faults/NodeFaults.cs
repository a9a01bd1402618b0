using static KgRca.Standalone.Tests.Clusters.Shapes;

namespace KgRca.Standalone.Tests.Clusters.Faults;

/// <summary>
/// Nodes in trouble. Nodes 6 to 8, 19 and 26 to 28 belong to a fault each, or to one together; others make nodes of
/// their own.
/// </summary>
internal static class NodeFaults
{
    public static IEnumerable<Fault> All =>
        [
            new Fault(
                "node_not_ready",
                "node_not_ready",
                "Node/node-6",
                [Deployment(pod: On("node-6"))],
                ["annotate node node-6 failure.test/kind=NotReady"],
                ["annotate node node-6 failure.test/kind-"]
            ),
            new Fault(
                "node_waited_for",
                "node_not_ready",
                "Node/node-19",
                [Deployment(pod: On("node-19"))],
                [
                    "annotate node node-19 failure.test/kind=NotReady",
                    "wait --for=condition=Ready=false node/node-19 --timeout=30s",
                    "rollout restart deployment web",
                ],
                ["annotate node node-19 failure.test/kind-"]
            ),
            new Fault(
                "node_silent",
                "node_not_ready",
                "Node/node-28",
                [Deployment(pod: On("node-28"))],
                [Silent("node-28")],
                ["annotate node node-28 failure.test/kind-"]
            ),
            // Nothing but the zone joins them: the one that went first is named.
            new Fault(
                "zone",
                "node_not_ready",
                "Node/node-26",
                [
                    "label node node-26 node-27 topology.kubernetes.io/zone=zone-a",
                    Deployment(pod: On("node-26")),
                    Deployment("other", pod: On("node-27")),
                ],
                [
                    "annotate node node-26 failure.test/kind=NotReady",
                    "refused: wait --for=condition=Ready node/node-26 --timeout=2s",
                    "annotate node node-27 failure.test/kind=NotReady",
                ],
                ["annotate node node-26 node-27 failure.test/kind-"]
            ),
            new Fault(
                "memory_pressure",
                "node_memory_pressure",
                "Node/node-7",
                [Deployment(pod: On("node-7"))],
                ["annotate node node-7 failure.test/kind=MemoryPressure"],
                ["annotate node node-7 failure.test/kind-"]
            ),
            new Fault(
                "disk_pressure",
                "node_disk_pressure",
                "Node/node-8",
                [Deployment(pod: On("node-8"))],
                ["annotate node node-8 failure.test/kind=DiskPressure"],
                ["annotate node node-8 failure.test/kind-"]
            ),
            OfOwn(
                "node_removed",
                "node_removed",
                "leaving",
                [Deployment(pod: On("leaving"))],
                ["delete node leaving", "rollout restart deployment web"],
                [Node("leaving")]
            ),
            OfOwn(
                "node_of_volume_removed",
                "node_removed",
                "storing",
                [
                    Volume(
                        "pv-storing",
                        "own-storing",
                        more: "nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [storing]}]}]}},"
                    ),
                    Claim("own-storing"),
                    Deployment(pod: "tolerations: [{key: owned, operator: Exists}], " + MountsClaim),
                ],
                ["delete node storing", "rollout restart deployment web"],
                [Node("storing")]
            ),
            OfOwn(
                "node_uninitialized",
                "node_uninitialized",
                "joining",
                ["taint node joining node.cloudprovider.kubernetes.io/uninitialized=true:NoSchedule"],
                [Deployment(pod: On("joining"))],
                ["taint node joining node.cloudprovider.kubernetes.io/uninitialized-"]
            ),
            OfOwn(
                "node_scaled_down",
                "node_removed",
                "shrinking",
                ["taint node shrinking ToBeDeletedByClusterAutoscaler=1764300000:NoSchedule"],
                [Deployment(pod: On("shrinking"))],
                ["taint node shrinking ToBeDeletedByClusterAutoscaler-"]
            ),
            OfOwn(
                "out_of_service",
                "node_not_ready",
                "parked",
                [Deployment(pod: On("parked"))],
                ["taint node parked node.kubernetes.io/out-of-service=nodeshutdown:NoExecute"],
                ["taint node parked node.kubernetes.io/out-of-service-"]
            ),
        ];

    /// <summary>A fault of a node that nobody else runs Pods on, made for it.</summary>
    private static Fault OfOwn(
        string name,
        string cause,
        string node,
        string[] before,
        string[] steps,
        string[] mend
    ) =>
        new(
            name,
            cause,
            $"Node/{node}",
            [Node(node), $"wait --for=condition=Ready node/{node} --timeout=60s", .. before],
            steps,
            mend
        );

    private static string Node(string name) =>
        $$"""{apiVersion: v1, kind: Node, metadata: {name: {{name}}, labels: {kubernetes.io/hostname: {{name}}, kubernetes.io/os: linux, kubernetes.io/arch: amd64}, annotations: {kwok.x-k8s.io/node: fake} }, spec: {taints: [{key: owned, value: "yes", effect: NoSchedule}]}, status: {allocatable: {cpu: "4", memory: 8Gi, pods: "110"}, capacity: {cpu: "4", memory: 8Gi, pods: "110"} } }""";

    /// <summary>
    /// As the node lifecycle controller writes it. The annotation keeps the players from reporting that all is well.
    /// </summary>
    private static string Silent(string node) =>
        $$$"""
            patch node {{{node}}} --subresource=status --type=strategic -p {"metadata":{"annotations":{"failure.test/kind":"NotReady"}},"status":{"conditions":[{{{string.Join(
                ',',
                ((string[])["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"]).Select(type =>
                    Condition(type, "Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.")
                )
            )}}}]}}
            """;
}
