using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Probes;

/// <summary>Probes that ask for the wrong thing.</summary>
internal static class ProbeRules
{
    public static RuleFamily Family { get; } =
        new("Probes", Causes.OfProbes)
        {
            Events = [new(["Unhealthy", "ProbeWarning"], (in seen) => ProbeMessages.Assess(seen.Message))],
            NextStep = ProbeNextSteps.Of,
            Detectors =
            [
                new(
                    KubernetesKinds.Workloads,
                    (topology, workload, item, findings) =>
                        ProbePorts.Inspect(topology, workload, item.At("spec", "template", "spec"), findings)
                ),
                new(["Pod"], (_, pod, item, findings) => LivenessKills.Inspect(pod, item, findings)),
            ],
            Dependencies = [new(["Pod"], AddWorkload)],
            Witnesses = [(_, episode) => LivenessKills.MayConcern(episode) ? [episode.Subject] : []],
        };

    // A Pod that has become ready shows that a probe is answered.
    private static void AddWorkload(in ObjectChange change, List<ResourceState> affected)
    {
        var workload = change.Topology.WorkloadOf(change.Resource);
        if (workload.ActiveFindings.Exists(IsOfPort))
            affected.Add(workload);
    }

    private static bool IsOfPort(Episode finding) =>
        finding.Assessment.Cause is Causes.LivenessPort or Causes.ReadinessPort;
}
