using static KgRca.Standalone.Tests.Clusters.Shapes;

namespace KgRca.Standalone.Tests.Clusters;

/// <summary>What people do all day in a cluster that is well.</summary>
internal static class HealthyWork
{
    public const string Namespace = "healthy";

    // Nobody else's.
    public const string Node = "node-10";

    public static string[] Steps =>
        [
            Service(),
            Deployment(replicas: 3),
            Budget,
            "rollout status deployment web --timeout=60s",
            Deployment(replicas: 3, container: "env: [{name: MODE, value: fast}],"),
            "rollout status deployment web --timeout=60s",
            "scale deployment web --replicas=6",
            "rollout status deployment web --timeout=60s",
            "scale deployment web --replicas=2",
            "rollout status deployment web --timeout=60s",
            Deployment(
                "pinned",
                replicas: 3,
                pod: "tolerations: [{key: owned, operator: Exists}], affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 100, preference: {matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [node-10]}]}}]}},"
            ),
            "rollout status deployment pinned --timeout=60s",
            $"drain {Node} --ignore-daemonsets --delete-emptydir-data --force --timeout=60s",
            "rollout status deployment pinned --timeout=60s",
            $"uncordon {Node}",
            // The load wants two of at most six.
            "annotate namespace healthy metrics.test/load=12",
            Deployment("scaled", container: "resources: {requests: {cpu: 10m}},"),
            Autoscaler,
            "wait --for=jsonpath={.status.desiredReplicas}=2 horizontalpodautoscaler/scaled --timeout=90s",
            CronJob("yearly"),
            "create job by-hand --from=cronjob/yearly",
            "wait --for=condition=Complete job/by-hand --timeout=60s",
            Job("once"),
            "wait --for=condition=Complete job/once --timeout=60s",
            "delete job once",
            "delete deployment pinned",
            "rollout undo deployment web",
            "rollout status deployment web --timeout=60s",
        ];

    private const string Autoscaler =
        "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: scaled}, spec: {minReplicas: 1, maxReplicas: 6, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: scaled}, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]}}";

    private const string Budget =
        "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}}";
}
