using System.Text.Json;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Images;
using KgRca.RootCause.Rules.Workloads;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Containers;

/// <summary>Containers that wait, crash or were killed.</summary>
internal static class ContainerRules
{
    public static RuleFamily Family { get; } =
        new("Containers", Causes.OfContainers)
        {
            NextStep = ContainerNextSteps.Of,
            Detectors =
            [
                new(["Pod"], InspectPod),
                new(
                    KubernetesKinds.Workloads,
                    (_, workload, item, findings) =>
                        ContainerPorts.Inspect(workload, item.At("spec", "template", "spec"), findings)
                ),
            ],
            Witnesses = [(_, episode) => DeniedAccess.MayConcern(episode) ? [episode.Subject] : []],
        };

    private static void InspectPod(
        ClusterTopology topology,
        ResourceState pod,
        JsonElement item,
        List<Finding> findings
    )
    {
        if (PodFailures.IsGivenUp(item))
            return;
        ContainerStates.Inspect(pod, item, findings);
        ArchitectureContrast.Inspect(topology, pod, item, findings);
        DeniedAccess.Inspect(pod, item, findings);
        // What its node lost has been replaced since.
        if (PodFailures.IsMadeGood(topology, pod, item))
            findings.RemoveAll(finding => finding.Cause == Causes.NodeRebooted);
    }
}
