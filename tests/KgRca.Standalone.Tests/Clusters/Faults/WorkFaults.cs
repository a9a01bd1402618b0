using static KgRca.Standalone.Tests.Clusters.Shapes;

namespace KgRca.Standalone.Tests.Clusters.Faults;

/// <summary>Storage, autoscaling and what serves it, disruption budgets and jobs.</summary>
internal static class WorkFaults
{
    public static IEnumerable<Fault> All =>
        [
            new Fault(
                "claim",
                "missing_persistent_volume_claim",
                "Deployment/web",
                [Deployment()],
                [Deployment(pod: MountsClaim)],
                [Volume("pv-claim", "own-claim"), Claim("own-claim")]
            ),
            Unbound("storage_class", "pvc_storage_class_mismatch", Claim("nowhere"), Volume("pv-class", "nowhere")),
            Unbound(
                "capacity",
                "pvc_capacity_mismatch",
                Claim("own-capacity", size: "5Gi"),
                Volume("pv-capacity-2", "own-capacity", size: "9Gi"),
                Volume("pv-capacity", "own-capacity")
            ),
            Unbound(
                "access_mode",
                "pvc_access_mode_mismatch",
                Claim("own-mode", mode: "ReadWriteMany"),
                Volume("pv-mode-2", "own-mode", mode: "ReadWriteMany"),
                Volume("pv-mode", "own-mode")
            ),
            Unbound(
                "volume_selector",
                "pvc_selector_mismatch",
                Claim("own-selector", more: "selector: {matchLabels: {tier: fast}},"),
                "label pv pv-selector tier=fast --overwrite",
                Volume("pv-selector", "own-selector")
            ),
            Unbound(
                "occupied",
                "pv_binding_occupied",
                Claim("own-occupied"),
                Volume("pv-occupied-2", "own-occupied"),
                Volume("pv-occupied", "own-occupied", more: "claimRef: {namespace: other, name: other},")
            ),
            Unbound(
                "volume_mode",
                "pvc_access_mode_mismatch",
                Claim("own-volume-mode"),
                Volume("pv-volume-mode-2", "own-volume-mode"),
                Volume("pv-volume-mode", "own-volume-mode", more: "volumeMode: Block,")
            ),
            Unbound(
                "volume_expression",
                "pvc_selector_mismatch",
                Claim(
                    "own-expression",
                    more: "selector: {matchExpressions: [{key: tier, operator: In, values: [fast]}]},"
                ),
                "label pv pv-expression tier=fast --overwrite",
                Volume("pv-expression", "own-expression")
            ),
            Unbound(
                "volume_named",
                "pvc_capacity_mismatch",
                Claim("own-named", size: "5Gi", more: "volumeName: pv-named,"),
                """patch pv pv-named --type=merge -p {"spec":{"capacity":{"storage":"9Gi"}}}""",
                Volume("pv-named", "own-named"),
                Volume("pv-named-2", "own-named", size: "9Gi")
            ),
            Unbound(
                "volume_released",
                "pv_binding_occupied",
                Claim("own-released"),
                Volume("pv-released-2", "own-released"),
                Volume("pv-released", "own-released"),
                Claim("own-released"),
                "wait --for=jsonpath={.status.phase}=Bound pvc/data --timeout=60s",
                "delete pvc data"
            ),
            Unbound(
                "local_volumes",
                "pvc_not_bound",
                Claim("own-local"),
                Volume("pv-local", "own-local"),
                "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: own-local}, provisioner: kubernetes.io/no-provisioner, volumeBindingMode: WaitForFirstConsumer}"
            ),
            Unbound(
                "provisioner_unknown",
                "volume_provisioning_failed",
                Claim("own-nonesuch"),
                Volume("pv-nonesuch", "own-nonesuch"),
                "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: own-nonesuch}, provisioner: kubernetes.io/nonesuch}"
            ),
            new Fault(
                "autoscaler_scale",
                "autoscaler_target_missing",
                "HorizontalPodAutoscaler/web",
                [Deployment()],
                [
                    Autoscaler("web")
                        .Replace(
                            "apps/v1, kind: Deployment",
                            "example.com/v9, kind: Nonesuch",
                            StringComparison.Ordinal
                        ),
                ],
                ["delete horizontalpodautoscaler web"],
                IsFinding: true
            ),
            new Fault(
                "autoscaler_custom_metric",
                "autoscaler_metrics_unavailable",
                "HorizontalPodAutoscaler/web",
                [Deployment(container: "resources: {requests: {cpu: 10m}},")],
                [
                    "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web}, spec: {minReplicas: 1, maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, metrics: [{type: Pods, pods: {metric: {name: queue}, target: {type: AverageValue, averageValue: 10}}}]}}",
                ],
                ["delete horizontalpodautoscaler web"],
                IsFinding: true
            ),
            new Fault(
                "autoscaler_metrics",
                "autoscaler_metrics_unavailable",
                "HorizontalPodAutoscaler/web",
                [Deployment(container: "resources: {requests: {cpu: 10m}},")],
                [Autoscaler("web")],
                ["delete horizontalpodautoscaler web"],
                IsFinding: true
            ),
            new Fault(
                "autoscaler_maximum",
                "autoscaler_at_maximum",
                "HorizontalPodAutoscaler/web",
                [
                    Load(5),
                    Deployment(container: "resources: {requests: {cpu: 10m}},"),
                    Autoscaler("web"),
                    "wait --for=condition=ScalingActive horizontalpodautoscaler/web --timeout=60s",
                ],
                [Load(40)],
                ["""patch horizontalpodautoscaler web --type=merge -p {"spec":{"maxReplicas":6}}"""],
                IsFinding: true
            ),
            new Fault(
                "autoscaler_requests",
                "autoscaler_metrics_unavailable",
                "HorizontalPodAutoscaler/web",
                [Load(5), Deployment()],
                [Autoscaler("web")],
                ["delete horizontalpodautoscaler web"],
                IsFinding: true
            ),
            new Fault(
                "autoscaler_target",
                "autoscaler_target_missing",
                "HorizontalPodAutoscaler/web",
                [Deployment()],
                [Autoscaler("wob")],
                ["delete horizontalpodautoscaler web"],
                IsFinding: true
            ),
            new Fault(
                "autoscaler_twice",
                "autoscaler_overlap",
                "HorizontalPodAutoscaler/web",
                [Deployment()],
                [Autoscaler("web"), Autoscaler("web", "other")],
                ["delete horizontalpodautoscaler web other"],
                IsFinding: true
            ),
            new Fault(
                "api_service",
                "api_service_unavailable",
                "APIService/v1.{ns}.example.com",
                [],
                [
                    "{apiVersion: apiregistration.k8s.io/v1, kind: APIService, metadata: {name: v1.{ns}.example.com}, spec: {group: {ns}.example.com, version: v1, insecureSkipTLSVerify: true, groupPriorityMinimum: 100, versionPriority: 100, service: {namespace: {ns}, name: nowhere, port: 443}}}",
                ],
                ["delete apiservice v1.{ns}.example.com"],
                IsFinding: true
            ),
            new Fault(
                "no_provisioner",
                "volume_provisioning_failed",
                "PersistentVolumeClaim/data",
                [
                    "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: silent}, provisioner: example.com/silent}",
                ],
                [Claim("silent"), Deployment(pod: MountsClaim)],
                [Volume("pv-silent", "silent")]
            ),
            new Fault(
                "set_storage_class",
                "pvc_storage_class_mismatch",
                "PersistentVolumeClaim/data-db-0",
                [Service("db", "db")],
                [
                    StatefulSet(
                        "db",
                        "db",
                        "volumeClaimTemplates: [{metadata: {name: data}, spec: {storageClassName: nowhere-set, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi} } } }],"
                    ),
                ],
                [Volume("pv-set", "nowhere-set")]
            ),
            new Fault(
                "finalizer",
                "pod_termination_stuck",
                "Pod/runner",
                [
                    "{apiVersion: v1, kind: Pod, metadata: {name: runner, finalizers: [example.com/hold]}, spec: {containers: [{name: main, image: \"registry.example/runner:1\"}]}}",
                    "wait --for=condition=Ready pod/runner --timeout=30s",
                ],
                ["delete pod runner --wait=false"],
                ["""patch pod runner --type=merge -p {"metadata":{"finalizers":null}}"""],
                IsFinding: true
            ),
            new Fault(
                "job_suspended",
                "workload_suspended",
                "Job/work",
                [],
                [Job("work", more: "suspend: true,")],
                ["delete job work"],
                IsFinding: true
            ),
            new Fault(
                "lost",
                "pv_lost",
                "PersistentVolumeClaim/data",
                [Volume("pv-lost", "own-lost"), Claim("own-lost"), Deployment(pod: MountsClaim)],
                [
                    "delete pv pv-lost --wait=false",
                    """patch pv pv-lost --type=merge -p {"metadata":{"finalizers":null}}""",
                ],
                [Volume("pv-lost", "own-lost")]
            ),
            new Fault(
                "drain",
                "disruption_budget_blocks",
                "PodDisruptionBudget/web",
                [Deployment(replicas: 2, pod: On("node-13")), Budget("web", 1)],
                [Budget("web", 2), "refused: drain node-13 --ignore-daemonsets --timeout=3s"],
                [Budget("web", 1), "uncordon node-13"],
                IsFinding: true
            ),
            new Fault(
                "first_of_set",
                "container_crash",
                "StatefulSet/db",
                [Service("db", "db")],
                [StatefulSet("db", "db", replicas: 3, fails: "CrashLoopBackOff")],
                ["delete statefulset db", "delete pod db-0 --ignore-not-found"]
            ),
            new Fault(
                "cron_job_fails",
                "job_failed",
                "CronJob/work",
                [CronJob("work", "CrashLoopBackOff, failure.test/after: 60s")],
                [
                    "create job work-1 --from=cronjob/work",
                    "wait --for=jsonpath={.status.active}=1 job/work-1 --timeout=30s",
                    "delete pod -l job-name=work-1",
                ],
                ["delete job work-1"]
            ),
            new Fault(
                "cron_job_missed",
                "cron_job_missed_schedule",
                "CronJob/work",
                [CronJob("work", more: "suspend: true,", schedule: EachMinute), LongAgo],
                [CronJob("work", more: "suspend: false,", schedule: EachMinute)],
                ["delete cronjob work"]
            ),
            new Fault(
                "cron_job_quota",
                "namespace_object_quota_exceeded",
                "ResourceQuota/quota",
                [Quota("count/jobs.batch: 0"), CronJob("work", more: "suspend: true,", schedule: EachMinute), LongAgo],
                [CronJob("work", more: "startingDeadlineSeconds: 100,", schedule: EachMinute)],
                ["delete resourcequota quota", "annotate cronjob work mended=yes"]
            ),
            new Fault(
                "cron_job_suspended",
                "workload_suspended",
                "CronJob/work",
                [CronJob("work")],
                [CronJob("work", more: "suspend: true,")],
                [CronJob("work", more: "suspend: false,")],
                IsFinding: true
            ),
            new Fault(
                "paused",
                "workload_suspended",
                "Deployment/web",
                [Deployment()],
                ["rollout pause deployment web", Deployment(container: "env: [{name: MODE, value: fast}],")],
                ["rollout resume deployment web"],
                IsFinding: true
            ),
            new Fault(
                "budget",
                "disruption_budget_blocks",
                "PodDisruptionBudget/web",
                [Deployment(replicas: 2), Budget("web", 1)],
                [Budget("web", 2)],
                [Budget("web", 1)],
                IsFinding: true
            ),
            new Fault(
                "budget_of_nobody",
                "disruption_budget_blocks",
                "PodDisruptionBudget/web",
                [
                    Deployment(),
                    "{apiVersion: v1, kind: Pod, metadata: {name: runner, labels: {app: runner} }, spec: {containers: [{name: main, image: \"registry.example/runner:1\"}]} }",
                ],
                [
                    "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: {maxUnavailable: 1, selector: {matchLabels: {app: runner} } } }",
                ],
                ["delete poddisruptionbudget web"],
                IsFinding: true
            ),
            new Fault(
                "job_index",
                "job_failed",
                "Job/work",
                [],
                [
                    Job(
                        "work",
                        "CrashLoopBackOff, failure.test/after: 60s",
                        "completionMode: Indexed, completions: 2, parallelism: 2, backoffLimitPerIndex: 0,"
                    ),
                    "wait --for=jsonpath={.status.active}=2 job/work --timeout=30s",
                    "delete pod -l job-name=work",
                ],
                ["delete job work"]
            ),
            new Fault(
                "two_budgets",
                "disruption_budget_overlap",
                "PodDisruptionBudget/web",
                [Deployment(replicas: 2), Budget("web", 1)],
                [Budget("web-2", 1)],
                ["delete poddisruptionbudget web-2"],
                IsFinding: true
            ),
            new Fault(
                "job_deadline",
                "job_deadline_exceeded",
                "Job/work",
                [],
                [Job("work", "CrashLoopBackOff, failure.test/after: 60s", "activeDeadlineSeconds: 3,")],
                ["delete job work"]
            ),
            new Fault(
                "job_fails",
                "job_failed",
                "Job/work",
                [],
                [
                    Job("work", "CrashLoopBackOff, failure.test/after: 60s", "backoffLimit: 0,"),
                    "wait --for=jsonpath={.status.active}=1 job/work --timeout=30s",
                    "delete pod -l job-name=work",
                ],
                ["delete job work"]
            ),
        ];

    private const string EachMinute = "* * * * *";

    // As if its controller had been away since.
    private static string LongAgo => Status("cronjob work", """{"lastScheduleTime":"2025-01-01T00:00:00Z"}""");

    private static Fault Unbound(string name, string cause, string claim, string mend, params string[] volumes) =>
        new(name, cause, "PersistentVolumeClaim/data", volumes, [claim, Deployment(pod: MountsClaim)], [mend]);

    /// <summary>Sets what the namespace's Pods use together, in thousandths of a CPU.</summary>
    private static string Load(int millicores) =>
        $"annotate namespace {{ns}} metrics.test/load={millicores} --overwrite";

    private static string Autoscaler(string target, string name = "web") =>
        $$"""{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: {{name}} }, spec: {minReplicas: 1, maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: {{target}} }, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80} } }]} }""";

    private static string Budget(string name, int available) =>
        $$"""{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: {{name}} }, spec: {minAvailable: {{available}}, selector: {matchLabels: {app: web} } } }""";
}
