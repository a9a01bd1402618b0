using static KgRca.AppHost.Tests.Clusters.Shapes;

namespace KgRca.AppHost.Tests.Clusters;

/// <summary>What people do all day in a cluster that is well.</summary>
internal static class HealthyWork
{
    public const string Namespace = "healthy";

    // Nobody else's.
    public const string Node = "node-10";

    public static string[] Steps =>
    [
        Service(), Deployment(replicas: 3), Budget, "rollout status deployment web --timeout=60s",
        Deployment(replicas: 3, container: "env: [{name: MODE, value: fast}],"), "rollout status deployment web --timeout=60s",
        "scale deployment web --replicas=6", "rollout status deployment web --timeout=60s", "scale deployment web --replicas=2", "rollout status deployment web --timeout=60s",
        Deployment("pinned", replicas: 3, pod: "tolerations: [{key: owned, operator: Exists}], affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 100, preference: {matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [node-10]}]}}]}},"),
        "rollout status deployment pinned --timeout=60s", $"drain {Node} --ignore-daemonsets --delete-emptydir-data --force --timeout=60s", "rollout status deployment pinned --timeout=60s", $"uncordon {Node}",
        CronJob("yearly"), "create job by-hand --from=cronjob/yearly", "wait --for=condition=Complete job/by-hand --timeout=60s",
        Job("once"), "wait --for=condition=Complete job/once --timeout=60s", "delete job once", "delete deployment pinned", "rollout undo deployment web", "rollout status deployment web --timeout=60s",
    ];

    private const string Budget = "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}}";
}
