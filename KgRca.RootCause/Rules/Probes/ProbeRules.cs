using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Rules.Probes;

/// <summary>Probes that ask for the wrong thing.</summary>
internal static class ProbeRules
{
    public static RuleFamily Family { get; } =
        new("Probes", Causes.OfProbes)
        {
            Detectors =
            [
                new(
                    KubernetesKinds.Workloads,
                    (_, workload, item, findings) =>
                        ProbePorts.Inspect(workload, item.At("spec", "template", "spec"), findings)
                ),
                new(["Pod"], (_, pod, item, findings) => LivenessKills.Inspect(pod, item, findings)),
            ],
            Witnesses = [(_, episode) => LivenessKills.MayConcern(episode) ? [episode.Subject] : []],
        };
}
