using static KgRca.Standalone.Tests.Clusters.Shapes;

namespace KgRca.Standalone.Tests.Clusters.Faults;

/// <summary>Containers, images, configuration and probes.</summary>
internal static class ContainerFaults
{
    private const string Configuration =
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {mode: fast}}";

    private const string TakesAll = "envFrom: [{configMapRef: {name: settings}}],";

    private const string TakesKey = "env: [{name: LEVEL, valueFrom: {configMapKeyRef: {name: settings, key: level}}}],";

    public static IEnumerable<Fault> All =>
        [
            Failing("out_of_memory", "oom_killed", "OOMKilled", "resources: {limits: {memory: 64Mi}},"),
            new Fault(
                "crash_loop",
                "container_crash",
                "Deployment/web",
                [],
                [Deployment(fails: "CrashLoopBackOff")],
                [Deployment()]
            ),
            Failing("crash_after_change", "rollout", "CrashLoopBackOff"),
            new Fault(
                "set_after_change",
                "rollout",
                "StatefulSet/db",
                [
                    Service("db", "db"),
                    StatefulSet("db", "db", replicas: 2),
                    "rollout status statefulset db --timeout=60s",
                ],
                [StatefulSet("db", "db", replicas: 2, fails: "CrashLoopBackOff")],
                [StatefulSet("db", "db", replicas: 2), "delete pod db-1 --wait=false"]
            ),
            new Fault(
                "daemons_after_change",
                "rollout",
                "DaemonSet/agent",
                [DaemonSet("agent", ""), "rollout status daemonset agent --timeout=60s"],
                [DaemonSet("agent", "", fails: "CrashLoopBackOff")],
                [DaemonSet("agent", "")]
            ),
            Failing("image", "incorrect_image_reference", "ImagePullBackOff"),
            new Fault(
                "config_map",
                "missing_config_map",
                "Deployment/web",
                [Deployment()],
                [Deployment(fails: "CreateContainerConfigError", container: TakesAll)],
                [Configuration, Deployment(container: TakesAll)]
            ),
            new Fault(
                "config_key",
                "missing_config_key",
                "Deployment/web",
                [Configuration, Deployment()],
                [Deployment(fails: "CreateContainerConfigError", container: TakesKey)],
                [Deployment()]
            ),
            new Fault(
                "projected_key",
                "missing_config_key",
                "Deployment/web",
                [Configuration, Deployment()],
                [
                    Deployment(
                        fails: "CreateContainerConfigError",
                        pod: "volumes: [{name: all, projected: {sources: [{configMap: {name: settings, items: [{key: level, path: level}]}}]}}],"
                    ),
                ],
                [Deployment(pod: "volumes: null,")]
            ),
            new Fault(
                "configuration_changed",
                "configuration_changed",
                "ConfigMap/settings",
                [Configuration, Deployment(container: TakesAll)],
                [
                    """patch configmap settings --type=merge -p {"data":{"mode":"fats"}}""",
                    "annotate pod {pod} failure.test/kind=CrashLoopBackOff",
                ],
                [
                    """patch configmap settings --type=merge -p {"data":{"mode":"fast"}}""",
                    "rollout restart deployment web",
                ]
            ),
            new Fault(
                "liveness_timing",
                "liveness_probe_incorrect_timing",
                "Deployment/web",
                [Deployment()],
                [
                    Deployment(
                        container: "livenessProbe: {httpGet: {port: 8080}, periodSeconds: 1, failureThreshold: 1},"
                    ),
                ],
                [Deployment(container: "livenessProbe: null,")],
                IsFinding: true
            ),
            new Fault(
                "stuck_rollout",
                "rollout",
                "Deployment/web",
                [Deployment(more: "progressDeadlineSeconds: 5,")],
                [Deployment(fails: "Unready", more: "progressDeadlineSeconds: 5,")],
                [Deployment(more: "progressDeadlineSeconds: 5,")]
            ),
            new Fault(
                "readiness_port",
                "readiness_probe_incorrect_port",
                "Deployment/web",
                [Deployment(more: "progressDeadlineSeconds: 5,")],
                [
                    Deployment(
                        fails: "Unready",
                        container: "readinessProbe: {httpGet: {port: 9999}},",
                        more: "progressDeadlineSeconds: 5,"
                    ),
                ],
                [Deployment(more: "progressDeadlineSeconds: 5,")]
            ),
            new Fault(
                "liveness_port",
                "liveness_probe_incorrect_port",
                "Deployment/web",
                [Deployment()],
                [Deployment(container: "livenessProbe: {httpGet: {port: 9999}},")],
                [Deployment()],
                IsFinding: true
            ),
        ];

    private static Fault Failing(string name, string cause, string kind, string container = "") =>
        new(
            name,
            cause,
            "Deployment/web",
            [Deployment(container: container)],
            [Deployment(fails: kind, container: container)],
            [Deployment(container: container)]
        );
}
