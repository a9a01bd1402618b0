using static KgRca.Standalone.Tests.Clusters.Shapes;

namespace KgRca.Standalone.Tests.Clusters.Faults;

/// <summary>
/// What kubelets and cloud controllers report and the players do not: their statuses and events are set as they would.
/// Nodes 11, 12, 14, 15 and 18 belong to a fault each.
/// </summary>
internal static class StatusFaults
{
    private static readonly string[] Db =
    [
        Service("db", "db"),
        StatefulSet("db", "db"),
        "wait --for=create pod/db-0 --timeout=30s",
        "wait --for=condition=Ready pod/db-0 --timeout=30s",
    ];

    private const string Evicted =
        """{"phase":"Failed","reason":"Evicted","message":"The node was low on resource: memory. Threshold quantity: 100Mi, available: 52Mi."}""";

    private const string Exceeded =
        """{"phase":"Failed","reason":"Evicted","message":"Pod ephemeral local storage usage exceeds the total limit of containers 64Mi."}""";

    private const string Refused =
        """{"phase":"Failed","reason":"OutOfcpu","message":"Pod was rejected: Node didn't have enough resource: cpu, requested: 500, used: 3800, capacity: 4000"}""";

    private const string Runner =
        """{apiVersion: v1, kind: Pod, metadata: {name: runner}, spec: {containers: [{name: main, image: "registry.example/runner:1"}]}}""";

    public static IEnumerable<Fault> All =>
        [
            OfDb(
                "image_name",
                "incorrect_image_reference",
                [
                    Waiting(
                        "InvalidImageName",
                        "Failed to apply default image tag: couldn't parse image name: invalid reference format"
                    ),
                ]
            ),
            OfDb(
                "registry_name",
                "image_registry_dns_failure",
                [
                    Waiting(
                        "ErrImagePull",
                        "failed to pull image: failed to do request: Head https://registry.example/v2/db/manifests/1: dial tcp: lookup registry.example on 10.96.0.10:53: no such host"
                    ),
                ]
            ),
            OfDb(
                "registry_away",
                "image_registry_unreachable",
                [
                    Waiting(
                        "ErrImagePull",
                        "failed to pull image: failed to do request: Head https://registry.example/v2/db/manifests/1: dial tcp 10.0.0.9:443: i/o timeout"
                    ),
                ]
            ),
            OfDb(
                "registry_limit",
                "image_registry_rate_limited",
                [
                    Waiting(
                        "ErrImagePull",
                        "failed to pull image: toomanyrequests: You have reached your pull rate limit"
                    ),
                ]
            ),
            OfDb(
                "platform",
                "image_platform_mismatch",
                [Waiting("ErrImagePull", "failed to pull image: no match for platform in manifest: not found")]
            ),
            OfDb(
                "pull_secret",
                "missing_image_pull_secret",
                [
                    Waiting(
                        "ErrImagePull",
                        "failed to pull image: failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized"
                    ),
                    Event(
                        "Pod",
                        "db-0",
                        "FailedToRetrieveImagePullSecret",
                        "Unable to retrieve some image pull secrets (registry); attempting to pull the image may not succeed."
                    ),
                ]
            ),
            OfDb(
                "security_context",
                "security_context_conflict",
                [Waiting("CreateContainerConfigError", "container has runAsNonRoot and image will run as root")]
            ),
            OfDb(
                "command",
                "container_command_invalid",
                [
                    Waiting(
                        "RunContainerError",
                        "failed to create containerd task: OCI runtime create failed: unable to start container process: exec: srv: executable file not found in $PATH"
                    ),
                ]
            ),
            OfDb(
                "post_start_hook",
                "lifecycle_hook_failed",
                [
                    Waiting(
                        "PostStartHookError",
                        "command 'sh -c /opt/register.sh' exited with 7: registry of workers is full"
                    ),
                    Event("Pod", "db-0", "FailedPostStartHook", "PostStartHook failed"),
                ]
            ),
            OfDb(
                "init_container",
                "container_crash",
                [
                    Status(
                        "pod db-0",
                        """{"phase":"Pending","conditions":[{"type":"Ready","status":"False","reason":"ContainersNotReady"}],"initContainerStatuses":[{"name":"migrate","image":"i","imageID":"","ready":false,"restartCount":2,"state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off restarting failed container"}},"lastState":{"terminated":{"exitCode":1,"reason":"Error","startedAt":"{now}","finishedAt":"{now}"}}}],"containerStatuses":[{"name":"main","image":"i","imageID":"","ready":false,"restartCount":0,"state":{"waiting":{"reason":"PodInitializing"}}}]}"""
                    ),
                ]
            ),
            OfDb(
                "mount_secret",
                "missing_secret_binding",
                [
                    Creating,
                    Event(
                        "Pod",
                        "db-0",
                        "FailedMount",
                        "MountVolume.SetUp failed for volume tls : secret tls not found"
                    ),
                ]
            ),
            OfDb(
                "multi_attach",
                "volume_multi_attach",
                [
                    Creating,
                    Event(
                        "Pod",
                        "db-0",
                        "FailedAttachVolume",
                        "Multi-Attach error for volume pvc-1: Volume is already exclusively attached to one node and can't be attached to another"
                    ),
                ]
            ),
            OfDb(
                "sandbox",
                "pod_sandbox_failed",
                [
                    Creating,
                    Event(
                        "Pod",
                        "db-0",
                        "FailedCreatePodSandBox",
                        "Failed to create pod sandbox: plugin type=calico failed (add): no IP addresses available in range set"
                    ),
                ]
            ),
            new Fault(
                "evicted",
                "node_memory_pressure",
                "Node/node-11",
                [Deployment(pod: On("node-11"))],
                [
                    "annotate node node-11 failure.test/kind=MemoryPressure",
                    Event(
                        "Pod",
                        "{pod}",
                        "Evicted",
                        "The node was low on resource: memory. Threshold quantity: 100Mi, available: 52Mi."
                    ),
                    Status("pod {pod}", Evicted),
                ],
                ["annotate node node-11 failure.test/kind-"]
            ),
            new Fault(
                "local_storage",
                "ephemeral_storage_exceeded",
                "Pod/runner",
                [Runner, "wait --for=condition=Ready pod/runner --timeout=30s"],
                [Status("pod runner", Exceeded)],
                ["delete pod runner"]
            ),
            new Fault(
                "refused_by_kubelet",
                "cpu_capacity_mismatch",
                "Pod/runner",
                [Runner, "wait --for=condition=Ready pod/runner --timeout=30s"],
                [Status("pod runner", Refused)],
                ["delete pod runner"]
            ),
            new Fault(
                "evicted_by_taint",
                "node_tainted",
                "Node/node-12",
                [Deployment(pod: On("node-12"))],
                ["taint node node-12 maintenance=yes:NoExecute"],
                ["taint node node-12 maintenance-"]
            ),
            OfNode(
                "pid_pressure",
                "node_pid_pressure",
                "node-18",
                "PIDPressure",
                "kubelet has insufficient PID available"
            ),
            OfNode(
                "node_problem",
                "node_problem",
                "node-14",
                "KernelDeadlock",
                "task docker:7 blocked for more than 120 seconds"
            ),
            OfNode(
                "node_network",
                "node_network_unavailable",
                "node-15",
                "NetworkUnavailable",
                "RouteController failed to create a route"
            ),
            new Fault(
                "load_balancer",
                "load_balancer_failed",
                "Service/web",
                [Service(), Deployment()],
                [
                    """patch service web --type=merge -p {"spec":{"type":"LoadBalancer"}}""",
                    Event(
                        "Service",
                        "web",
                        "SyncLoadBalancerFailed",
                        "Error syncing load balancer: failed to ensure load balancer: quota exceeded"
                    ),
                ],
                [Status("service web", """{"loadBalancer":{"ingress":[{"ip":"203.0.113.7"}]}}""")]
            ),
        ];

    private static string Creating => Waiting("ContainerCreating", "");

    private static Fault OfDb(string name, string cause, string[] steps) =>
        new(name, cause, "StatefulSet/db", Db, steps, ["delete pod db-0 --wait=false"]);

    private static Fault OfNode(string name, string cause, string node, string type, string message) =>
        new(
            name,
            cause,
            $"Node/{node}",
            [],
            [
                Status(
                    $"node {node}",
                    $$"""{"conditions":[{{Condition(type, "True", "Reported", message)}}]}""",
                    "strategic"
                ),
            ],
            [Status($"node {node}", $$"""{"conditions":[{{Condition(type, "False", "Well", "")}}]}""", "strategic")]
        );

    private static string Waiting(string reason, string message) =>
        Status(
            "pod db-0",
            $$$"""{"phase":"Pending","conditions":[{"type":"Ready","status":"False","reason":"ContainersNotReady"}],"containerStatuses":[{"name":"main","image":"i","imageID":"","ready":false,"restartCount":0,"state":{"waiting":{"reason":"{{{reason}}}","message":"{{{message}}}"} } }]}"""
        );
}
