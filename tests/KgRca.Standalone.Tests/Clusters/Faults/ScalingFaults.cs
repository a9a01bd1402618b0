using static KgRca.Standalone.Tests.Clusters.Shapes;

namespace KgRca.Standalone.Tests.Clusters.Faults;

/// <summary>
/// Autoscalers and disruption budgets that do not fit what they are for, and a quota that leaves a Service without its
/// slices.
/// </summary>
internal static class ScalingFaults
{
    public static IEnumerable<Fault> All =>
        [
            new Fault(
                "autoscaler_selector",
                "autoscaler_target_missing",
                "HorizontalPodAutoscaler/web",
                [
                    Racks,
                    "wait --for=condition=Established crd/racks.{ns}.example.com --timeout=30s",
                    "{apiVersion: {ns}.example.com/v1, kind: Rack, metadata: {name: main}, spec: {replicas: 1}}",
                ],
                [
                    Autoscaler("web", "{apiVersion: {ns}.example.com/v1, kind: Rack, name: main}"),
                    """wait --for=jsonpath={.status.conditions[?(@.type=="ScalingActive")].reason}=InvalidSelector horizontalpodautoscaler/web --timeout=90s""",
                ],
                ["delete horizontalpodautoscaler web"],
                IsFinding: true
            ),
            new Fault(
                "autoscaler_pods",
                "autoscaler_overlap",
                "HorizontalPodAutoscaler/web",
                [Deployment(), Deployment("other").Replace("app: other", "app: web", StringComparison.Ordinal)],
                [
                    Autoscaler("web", "{apiVersion: apps/v1, kind: Deployment, name: web}"),
                    Autoscaler("other", "{apiVersion: apps/v1, kind: Deployment, name: other}"),
                ],
                ["delete horizontalpodautoscaler other"],
                IsFinding: true
            ),
            new Fault(
                "budget_selector",
                "disruption_budget_selector_mismatch",
                "PodDisruptionBudget/web",
                [Deployment(replicas: 2)],
                [Budget("minAvailable: 1", "wob")],
                [Budget("minAvailable: 1", "web")],
                IsFinding: true
            ),
            new Fault(
                "budget_of_custom_owner",
                "disruption_budget_blocks",
                "PodDisruptionBudget/web",
                ["{apiVersion: example.com/v1, kind: Widget, metadata: {name: main}, spec: {size: 1}}", OfWidget],
                [Budget("maxUnavailable: 1", "runner")],
                ["delete poddisruptionbudget web"],
                IsFinding: true
            ),
            new Fault(
                "quota_endpoint_slices",
                "namespace_object_quota_exceeded",
                "ResourceQuota/quota",
                [Deployment(), Quota("count/endpointslices.discovery.k8s.io: 0")],
                [Service()],
                ["delete resourcequota quota", "annotate service web mended=yes"]
            ),
        ];

    // Its scale subresource does not say which Pods are its own.
    private const string Racks = """
        {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: racks.{ns}.example.com}, spec: {group: {ns}.example.com, scope: Namespaced, names: {plural: racks, singular: rack, kind: Rack},
          versions: [{name: v1, served: true, storage: true, subresources: {status: {}, scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}},
            schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {replicas: {type: integer}}}, status: {type: object, properties: {replicas: {type: integer}}}}}}}]}}
        """;

    private const string OfWidget =
        """{apiVersion: v1, kind: Pod, metadata: {name: runner, labels: {app: runner}, ownerReferences: [{apiVersion: example.com/v1, kind: Widget, name: main, controller: true, uid: "{uid of widgets.example.com main}"}]}, spec: {containers: [{name: main, image: "registry.example/runner:1"}]}}""";

    private static string Autoscaler(string name, string target) =>
        $$"""{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: {{name}} }, spec: {minReplicas: 1, maxReplicas: 3, scaleTargetRef: {{target}}, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80} } }]} }""";

    private static string Budget(string limit, string app) =>
        $$"""{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: { {{limit}}, selector: {matchLabels: {app: {{app}} } } } }""";
}
