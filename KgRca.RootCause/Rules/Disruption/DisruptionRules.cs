using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Disruption;

/// <summary>PodDisruptionBudgets that block every drain, or protect nothing.</summary>
internal static class DisruptionRules
{
    private const string Kind = "PodDisruptionBudget";

    public static RuleFamily Family { get; } =
        new("Disruption budgets", Causes.OfDisruption)
        {
            Lead = RefusedEvictions.Budgets,
            Responsible = [SealedStores.Behind],
            NextStep = DisruptionNextSteps.Of,
            Detectors = [new([Kind], DisruptionBudgets.Inspect)],
            Dependencies = [new(KubernetesKinds.Workloads, AddForWorkload), new([Kind], AddOthers)],
        };

    private static void AddForWorkload(in ObjectChange change, List<ResourceState> affected)
    {
        if (change.IsTemplateMetadata)
            affected.AddRange(change.InNamespace(Kind));
    }

    private static void AddOthers(in ObjectChange change, List<ResourceState> affected)
    {
        if (change.IsSpec)
            affected.AddRange(change.InNamespace(Kind));
    }
}
