using static KgRca.AppHost.Tests.Clusters.Shapes;

namespace KgRca.AppHost.Tests.Clusters.Faults;

/// <summary>Nodes in trouble. Nodes 6 to 8 and 19 belong to a fault each.</summary>
internal static class NodeFaults
{
    public static IEnumerable<Fault> All =>
    [
        new Fault("node_not_ready", "node_not_ready", "Node/node-6", [Deployment(pod: On("node-6"))], ["annotate node node-6 failure.test/kind=NotReady"], ["annotate node node-6 failure.test/kind-"]),
        new Fault("node_waited_for", "node_not_ready", "Node/node-19", [Deployment(pod: On("node-19"))], ["annotate node node-19 failure.test/kind=NotReady", "wait --for=condition=Ready=false node/node-19 --timeout=30s", "rollout restart deployment web"],
            ["annotate node node-19 failure.test/kind-"]),
        new Fault("memory_pressure", "node_memory_pressure", "Node/node-7", [Deployment(pod: On("node-7"))], ["annotate node node-7 failure.test/kind=MemoryPressure"], ["annotate node node-7 failure.test/kind-"]),
        new Fault("disk_pressure", "node_disk_pressure", "Node/node-8", [Deployment(pod: On("node-8"))], ["annotate node node-8 failure.test/kind=DiskPressure"], ["annotate node node-8 failure.test/kind-"]),
    ];
}
