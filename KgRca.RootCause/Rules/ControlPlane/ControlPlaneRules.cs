using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.ControlPlane;

/// <summary>The API server, etcd and the controllers that keep leases in it.</summary>
internal static class ControlPlaneRules
{
    public static RuleFamily Family { get; } =
        new("Control plane", Causes.OfControlPlane)
        {
            NextStep = ControlPlaneNextSteps.Of,
            Responsible = [RejectedKubelets.Behind, RequestLimits.Behind],
            Lead = (error, topology) =>
                [
                    .. StoreErrors.StoresOf(error, topology),
                    .. ApiServerTrust.ClientsOf(error, topology),
                    .. ApiServerTrust.Behind(error, topology),
                ],
            Detectors =
            [
                new(["Pod"], (topology, pod, _, findings) => StoreLatency.Inspect(topology, pod, findings)),
                new(["Pod"], (topology, pod, _, findings) => StoreErrors.Inspect(topology, pod, findings)),
            ],
            Witnesses = [StoresOf, (topology, episode) => StoreErrors.StoresOf(episode, topology)],
        };

    private static IEnumerable<ResourceState> StoresOf(ClusterTopology topology, Episode episode) =>
        episode.Assessment.Cause == Causes.LeaseLost ? StoreLatency.Of(topology, episode.Subject.Cluster) : [];
}
