using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Admission;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Autoscaling;

/// <summary>HorizontalPodAutoscalers that cannot scale.</summary>
internal static class AutoscalingRules
{
    private const string Kind = "HorizontalPodAutoscaler";

    public static RuleFamily Family { get; } =
        new("Autoscaling", Causes.OfAutoscaling)
        {
            NextStep = AutoscalingNextSteps.Of,
            Events = AutoscalingEvents.All,
            Detectors = [new([Kind], Autoscalers.Inspect)],
            Dependencies =
            [
                new(KubernetesKinds.Workloads, AddForWorkload),
                new([Kind], AddOthers),
                new(["APIService"], AddForMetrics),
            ],
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

    private static void AddForMetrics(in ObjectChange change, List<ResourceState> affected)
    {
        if (ApiServices.ServesMetrics(change.Resource))
            affected.AddRange(change.InCluster(Kind));
    }
}
