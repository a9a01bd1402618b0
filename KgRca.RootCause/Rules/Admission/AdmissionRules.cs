using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Admission;

/// <summary>What the API server refuses, or cannot ask.</summary>
internal static class AdmissionRules
{
    public static RuleFamily Family { get; } =
        new("Admission and the API server", Causes.OfAdmission)
        {
            Events =
            [
                new(
                    ["FailedCreate", "ReplicaSetCreateError", "FailedToUpdateEndpointSlices"],
                    (in seen) => AdmissionMessages.Assess(seen.Message)
                ),
            ],
            NextStep = AdmissionNextSteps.Of,
            Target = FindTarget,
            Lead = AdmissionLeads.Of,
            Responsible =
            [
                ApiServices.Behind,
                ChangedPolicies.Behind,
                ConversionWebhooks.Behind,
                DefaultedLimits.Behind,
            ],
            Detectors =
            [
                new(Webhooks.Kinds, Webhooks.Inspect),
                new(["APIService"], (_, service, item, findings) => ApiServices.Inspect(service, item, findings)),
                new(["Namespace"], Namespaces.Inspect),
            ],
            Dependencies = [new([.. KubernetesKinds.Workloads, "Service"], AddWebhooks)],
        };

    // There are a few dozen of them in a cluster, and they may name a Service of any namespace.
    private static void AddWebhooks(in ObjectChange change, List<ResourceState> affected)
    {
        foreach (var kind in Webhooks.Kinds)
            affected.AddRange(change.InCluster(kind));
    }

    private static ObjectReference? FindTarget(Episode candidate, string cause, ClusterTopology topology) =>
        cause == Causes.Webhook ? Webhooks.NamedIn(candidate.Message, candidate.Subject, topology)?.Reference : null;
}
