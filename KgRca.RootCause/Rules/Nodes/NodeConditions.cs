using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Nodes;

/// <summary>Conditions of a Node that stop it from running Pods.</summary>
internal static class NodeConditions
{
    public static void Inspect(ResourceState node, JsonElement item, List<Finding> findings)
    {
        foreach (var condition in item.At("status").Items("conditions"))
        {
            var status = condition.Text("status");
            var finding = (condition.Text("type"), status) switch
            {
                ("Ready", "False" or "Unknown") => (
                    Causes.NodeNotReady,
                    "NodeNotReady",
                    $"Node {node.Name} is not ready"
                ),
                ("MemoryPressure", "True") => (
                    Causes.MemoryPressure,
                    "NodeMemoryPressure",
                    $"Node {node.Name} is under memory pressure"
                ),
                ("DiskPressure", "True") => (
                    Causes.DiskPressure,
                    "NodeDiskPressure",
                    $"Node {node.Name} is under disk pressure"
                ),
                ("PIDPressure", "True") => (
                    Causes.PidPressure,
                    "NodePidPressure",
                    $"Node {node.Name} is under PID pressure"
                ),
                ("NetworkUnavailable", "True") => (
                    Causes.NodeNetwork,
                    "NodeNetworkUnavailable",
                    $"Node {node.Name} has no Pod network"
                ),
                // What node-problem-detector reports.
                ("KubeletUnhealthy", "True") => (
                    Causes.Kubelet,
                    "NodeKubeletUnhealthy",
                    $"The kubelet on node {node.Name} is unhealthy"
                ),
                ("ContainerRuntimeUnhealthy", "True") => (
                    Causes.Containerd,
                    "NodeContainerRuntimeUnhealthy",
                    $"The container runtime on node {node.Name} is unhealthy"
                ),
                (
                    "KernelDeadlock"
                        or "ReadonlyFilesystem"
                        or "XfsShutdown"
                        or "CorruptDockerOverlay2"
                        or "CorruptDockerImage"
                        or "DNSUnreachable"
                        or "FrequentUnregisterNetDevice"
                        or "FrequentKubeletRestart"
                        or "FrequentContainerdRestart"
                        or "FrequentDockerRestart"
                        or "NTPProblem"
                        or "CperHardwareErrorFatal",
                    "True"
                ) => (
                    Causes.NodeProblem,
                    $"Node{condition.Text("type")}",
                    $"Node {node.Name} reports condition {condition.Text("type")}"
                ),
                _ => default((string Cause, string Reason, string Message)?),
            };
            if (finding is not var (cause, reason, text) || findings.Exists(other => other.Cause == cause))
                continue;
            var detail = condition.Text("message") is { Length: > 0 } message ? $"{text}: {message}" : $"{text}.";
            findings.Add(
                Finding.Origin(
                    cause,
                    Severity.Error,
                    reason,
                    detail,
                    node,
                    condition.Time("lastTransitionTime"),
                    Evidence.Of(node, $"status.conditions[{condition.Text("type")}].status", status)
                )
            );
        }
    }
}
