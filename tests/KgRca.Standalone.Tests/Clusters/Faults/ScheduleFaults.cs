using static KgRca.Standalone.Tests.Clusters.Shapes;

namespace KgRca.Standalone.Tests.Clusters.Faults;

/// <summary>
/// Runs that do not come, Jobs that end by a policy, changes that do not reach their Pods, and what the garbage
/// collector takes. Node 23 belongs to a fault.
/// </summary>
internal static class ScheduleFaults
{
    public static IEnumerable<Fault> All =>
        [
            new Fault(
                "cron_job_forbids",
                "cron_job_missed_schedule",
                "CronJob/work",
                [
                    CronJob("work", Long, "suspend: true, concurrencyPolicy: Forbid,", EachMinute),
                    Status("cronjob work", """{"lastScheduleTime":"2025-01-01T00:00:00Z"}"""),
                ],
                [CronJob("work", Long, "concurrencyPolicy: Forbid, startingDeadlineSeconds: 100,", EachMinute)],
                ["delete cronjob work"],
                IsFinding: true
            ),
            new Fault(
                "cron_job_schedule",
                "cron_job_missed_schedule",
                "CronJob/work",
                [],
                [CronJob("work", schedule: "59 23 31 2 *")],
                [CronJob("work", schedule: "59 23 28 2 *")]
            ),
            new Fault(
                "job_policy",
                "job_failed",
                "Job/work",
                [],
                [
                    Job(
                        "work",
                        Long,
                        "podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {containerName: main, operator: In, values: [42]}}]},"
                    ),
                    "wait --for=jsonpath={.status.active}=1 job/work --timeout=30s",
                    Status("pod {pod}", Exited),
                ],
                ["delete job work"]
            ),
            OfSet("set_on_delete", "updateStrategy: {type: OnDelete},", "delete pod db-0 --wait=false"),
            OfSet(
                "set_partition",
                "updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 1}},",
                """patch statefulset db --type=merge -p {"spec":{"updateStrategy":{"rollingUpdate":{"partition":0}}}}"""
            ),
            new Fault(
                "daemon_evicted",
                "node_memory_pressure",
                "Node/node-23",
                [
                    DaemonSet("agent", "")
                        .Replace("containers:", $"{On("node-23")} containers:", StringComparison.Ordinal),
                    "wait --for=jsonpath={.status.numberReady}=1 daemonset/agent --timeout=30s",
                ],
                ["annotate node node-23 failure.test/kind=MemoryPressure", Status("pod {pod}", Evicted)],
                ["annotate node node-23 failure.test/kind-"]
            ),
            new Fault(
                "readiness_gate",
                "pod_readiness_gated",
                "Pod/runner",
                [Gated, "wait --for=condition=Ready pod/runner --timeout=30s"],
                [
                    Gates(
                        "False",
                        """{"type":"Ready","status":"False","reason":"ReadinessGatesNotReady","message":"the status of pod readiness gate \"target-health.elbv2.k8s.aws/web\" is not \"True\", but False","lastTransitionTime":"{now}"}"""
                    ),
                ],
                [Gates("True", """{"type":"Ready","status":"True","lastTransitionTime":"{now}"}""")],
                IsFinding: true
            ),
            new Fault(
                "owner_elsewhere",
                "owner_in_other_namespace",
                "ConfigMap/settings",
                [
                    "in kube-system: {apiVersion: v1, kind: ConfigMap, metadata: {name: release}}",
                    Settings(""),
                    Deployment(container: TakesAll),
                ],
                [
                    Settings(
                        "ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: release, uid: \"{uid of configmap release -n kube-system}\"}]"
                    ),
                    Deployment(fails: "CreateContainerConfigError", container: TakesAll),
                ],
                [Settings(""), Deployment(container: TakesAll)]
            ),
        ];

    private const string EachMinute = "* * * * *";

    // Its Jobs run on until they are deleted.
    private const string Long = "CrashLoopBackOff, failure.test/after: 900s";

    private const string TakesAll = "envFrom: [{configMapRef: {name: settings}}],";

    private const string Exited =
        """{"phase":"Failed","containerStatuses":[{"name":"main","image":"registry.example/job:1","imageID":"","ready":false,"restartCount":0,"started":false,"state":{"terminated":{"exitCode":42,"reason":"Error","startedAt":"{now}","finishedAt":"{now}"}}}]}""";

    private const string Evicted =
        """{"phase":"Failed","reason":"Evicted","message":"The node was low on resource: memory. Threshold quantity: 100Mi, available: 52Mi."}""";

    private const string Gated =
        """{apiVersion: v1, kind: Pod, metadata: {name: runner}, spec: {readinessGates: [{conditionType: target-health.elbv2.k8s.aws/web}], containers: [{name: main, image: "registry.example/runner:1"}]}}""";

    private static string Settings(string more) =>
        $$"""{apiVersion: v1, kind: ConfigMap, metadata: {name: settings, {{more}} }, data: {mode: fast} }""";

    private static string Gates(string status, string ready) =>
        Status(
            "pod runner",
            $$"""{"conditions":[{{Condition("target-health.elbv2.k8s.aws/web", status, status == "True" ? "Healthy" : "Target.FailedHealthChecks", status == "True" ? "" : "Health checks failed with these codes: [503]")}},{{ready}}]}""",
            "strategic"
        );

    private static Fault OfSet(string name, string strategy, string mend) =>
        new(
            name,
            "workload_suspended",
            "StatefulSet/db",
            [
                Service("db", "db"),
                StatefulSet("db", "db", strategy),
                "wait --for=jsonpath={.status.readyReplicas}=1 statefulset/db --timeout=30s",
            ],
            [StatefulSet("db", "db", strategy, pod: "terminationGracePeriodSeconds: 7,")],
            [mend],
            IsFinding: true
        );
}
