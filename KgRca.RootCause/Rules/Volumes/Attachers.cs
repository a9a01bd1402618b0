using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Nodes;
using KgRca.RootCause.Rules.Workloads;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Volumes;

/// <summary>Controllers that attach a driver's volumes to nodes.</summary>
internal static class Attachers
{
    /// <summary>The controller that a kubelet waits for to attach a volume; null where none of that driver is known.</summary>
    public static Responsible? Behind(Episode failure, string cause, ClusterTopology topology)
    {
        if (
            cause != Causes.VolumeMount
            || !failure.Message.Contains("external-attacher", StringComparison.OrdinalIgnoreCase)
            || NeededAgents.DriverIn(failure.Message) is not { } driver
        )
            return null;
        foreach (var kind in KubernetesKinds.Workloads)
        foreach (var controller in topology.OfKind(failure.Subject.Cluster, kind, null))
        {
            if (
                controller.Object is not { } item
                || !DriverControllers.HasSidecar(item, "attacher")
                || NameTokens.Shared(driver, controller) == 0
            )
                continue;
            var trouble = WorkloadTrouble.Of(controller);
            return new Responsible(
                controller,
                trouble?.Cause ?? Causes.VolumeMount,
                $"{kind} {controller.Name} attaches the volumes of driver {driver}, and {trouble?.Text ?? "has not answered in time"}."
            )
            {
                IsShown = trouble is not null,
            };
        }
        return null;
    }
}
