using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Network;

/// <summary>Network policies that block what is needed.</summary>
internal static class NetworkRules
{
    private const string Kind = "NetworkPolicy";

    public static RuleFamily Family { get; } =
        new("Network policies", Causes.OfNetwork)
        {
            Responsible = [BlockedCalls.Behind, ChangedNamespaces.Behind],
            NextStep = NetworkNextSteps.Of,
            Detectors = [new([Kind], NetworkPolicies.Inspect)],
            Dependencies =
            [
                new(KubernetesKinds.Workloads, AddForWorkload),
                new([Kind, "Service"], AddOfNamespace),
                new(["Namespace"], AddReadingNamespaces),
            ],
        };

    private static void AddForWorkload(in ObjectChange change, List<ResourceState> affected)
    {
        if (change.Resource.Object is not { } workload || !change.IsTemplateMetadata)
            return;
        affected.AddRange(change.InNamespace(Kind));
        affected.AddRange(
            PolicyCalls.Elsewhere(change.Topology, change.Resource, workload.At("spec", "template", "metadata"))
        );
    }

    private static void AddOfNamespace(in ObjectChange change, List<ResourceState> affected)
    {
        if (change.IsSpec)
            affected.AddRange(change.InNamespace(Kind));
    }

    private static void AddReadingNamespaces(in ObjectChange change, List<ResourceState> affected)
    {
        if (change.IsLabels)
            affected.AddRange(change.InCluster(Kind).Where(PolicyScope.ReadsNamespaces));
    }
}
