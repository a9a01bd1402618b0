using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Containers;

namespace KgRca.RootCause.Rules.Nodes;

/// <summary>Events about nodes: kubelet's, the controllers' and node-problem-detector's.</summary>
internal static class NodeEvents
{
    /// <summary>The reason of kubelet's event that a node has no memory left.</summary>
    public const string SystemOom = "SystemOOM";

    public static IReadOnlyList<EventReader> All { get; } =
    [
        // Kubelet says it of the whole node only, never of a container that reached its limit.
        EventReader.Origin(Causes.MemoryPressure, SystemOom, "NodeHasInsufficientMemory"),
        EventReader.Origin(Causes.DiskPressure, "NodeHasDiskPressure", "FreeDiskSpaceFailed", "ImageGCFailed"),
        EventReader.Origin(Causes.PidPressure, "NodeHasInsufficientPID"),
        new(
            ["NodeNotReady"],
            (in seen) =>
                seen.Subject.Kind == "Node"
                    ? CauseAssessment.Origin(Causes.NodeNotReady)
                    : CauseAssessment.Symptom(Causes.NodeNotReady)
        ),
        // Why an autoscaler adds no node for a Pod, where it is not the Pod's own request.
        new(
            ["NotTriggerScaleUp"],
            (in seen) =>
                NodeAutoscalers.RefusalIn(seen.Message) is null ? null : new CauseAssessment(null, CauseRole.Latent)
        ),
        // That one is on its way says for how long the Pod may wait.
        new(["TriggeredScaleUp", "Nominated"], (in _) => CauseAssessment.Symptom()),
        EventReader.Origin(Causes.NodeRebooted, "Rebooted"),
        // What node-problem-detector reads in the kernel's log.
        EventReader.OfNode(
            CauseAssessment.Origin(Causes.NodeProblem),
            "TaskHung",
            "KernelOops",
            "Ext4Error",
            "IOError",
            "MemoryReadError",
            "CperHardwareErrorFatal"
        ),
        // By the cluster's autoscaler, or since the cloud no longer knows it.
        EventReader.OfNode(new CauseAssessment(Causes.NodeRemoved, CauseRole.Change), "ScaleDown", "DeletingNode"),
        EventReader.Origin(Causes.Containerd, "ContainerGCFailed"),
        new(
            ["FailedCreatePodSandBox"],
            (in seen) =>
                CauseAssessment.Origin(
                    RuntimeMessages.AreOwn(seen.Message, seen.Subject) ? Causes.Containerd : Causes.PodSandbox
                )
        ),
        EventReader.Origin(Causes.NodeNetwork, "NetworkNotReady"),
    ];

    /// <summary>What a failed check of a node's component is evidence of.</summary>
    public static CauseAssessment? AssessHealth(in Observation seen) =>
        CauseAssessment.Origin(
            seen.Reason switch
            {
                "KubeletUnhealthy" => Causes.Kubelet,
                "ContainerRuntimeUnhealthy" => Causes.Containerd,
                "KubeProxyUnhealthy" => Causes.KubeProxy,
                "KubeSchedulerUnhealthy" => Causes.Scheduler,
                _ => Causes.NodeNotReady,
            }
        );

    /// <summary>Whether an error says that a node is not ready.</summary>
    public static bool IsNotReady(Episode error) =>
        error.Subject.Kind == "Node" && IsNotReady(error.Assessment.Cause ?? "");

    /// <summary>Whether a node is not ready.</summary>
    public static bool IsNotReady(string cause) => cause == Causes.NodeNotReady;

    /// <summary>Whether a node was taken out of the cluster.</summary>
    public static bool IsRemoval(string cause) => cause == Causes.NodeRemoved;
}
