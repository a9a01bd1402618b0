using static KgRca.Standalone.Tests.Clusters.Shapes;

namespace KgRca.Standalone.Tests.Clusters.Faults;

/// <summary>
/// How kubelets report containers that end, images and volumes that do not come, probes that ask for the wrong thing,
/// and Pods that they give up. Nodes 21, 22 and 29 to 34 belong to a fault each.
/// </summary>
internal static class KubeletFaults
{
    private const string Deadline = "progressDeadlineSeconds: 5,";

    private const string TakesSettings = "envFrom: [{configMapRef: {name: settings}}],";

    private const string TakesMode = "env: [{name: MODE, valueFrom: {configMapKeyRef: {name: settings, key: mode}}}],";

    private const string Settings = "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {mode: fast}}";

    private static readonly string[] Users = ["web", "api", "worker"];

    public static IEnumerable<Fault> All =>
        [
            // Images
            OfDb(
                "never_pull",
                "incorrect_image_reference",
                [
                    Waiting(
                        "ErrImageNeverPull",
                        """Container image \"registry.example/db:1\" is not present with pull policy of Never"""
                    ),
                ]
            ),
            OfDb(
                "registry_unavailable",
                "image_registry_unreachable",
                [
                    Waiting(
                        "RegistryUnavailable",
                        "image pull failed for registry.example/db:1 because the registry is unavailable"
                    ),
                ]
            ),
            OfDb(
                "image_signature",
                "image_signature_invalid",
                [
                    Waiting(
                        "SignatureValidationFailed",
                        "image pull failed for registry.example/db:1 because the signature validation failed"
                    ),
                ]
            ),
            new Fault(
                "image_inspect",
                "containerd_unavailable",
                "Node/node-34",
                Db("db", On("node-34")),
                [
                    Waiting(
                        "ImageInspectError",
                        """Failed to inspect image \"registry.example/db:1\": rpc error: code = Unknown desc = layer not known"""
                    ),
                ],
                ["delete pod db-0 --wait=false"]
            ),
            // Ends of containers
            OfDb(
                "start_error",
                "container_command_invalid",
                [
                    Ended(
                        "StartError",
                        128,
                        """failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"srv\": executable file not found in $PATH: unknown"""
                    ),
                ]
            ),
            OfDb("command_missing", "container_command_invalid", [Ended("Error", 127)]),
            OfDb("command_forbidden", "container_command_invalid", [Ended("Error", 126)]),
            OfDb("ends_in_order", "container_command_invalid", [Ended("Completed", 0)]),
            OfDb("abort", "application_error", [Ended("Error", 134)]),
            OfDb("segmentation", "application_error", [Ended("Error", 139)]),
            OfDb(
                "segmentation_after_change",
                "rollout",
                [
                    StatefulSet("db", "db", pod: "tolerations: [{key: none, operator: Exists}],"),
                    "rollout status statefulset db --timeout=60s",
                    Ended("Error", 139),
                ]
            ),
            new Fault(
                "system_out_of_memory",
                "node_memory_pressure",
                "Node/node-21",
                [.. Db("db", On("node-21")), .. Db("cache", On("node-21"))],
                [
                    Ended("OOMKilled", 137),
                    Ended("OOMKilled", 137, pod: "cache-0"),
                    Event("Node", "node-21", "SystemOOM", "System OOM encountered, victim process: java, pid: 4242"),
                ],
                ["delete pod db-0 cache-0 --wait=false", "annotate node node-21 mended=yes"]
            ),
            new Fault(
                "node_rebooted",
                "node_rebooted",
                "Node/node-22",
                Db("db", On("node-22")),
                [
                    Event(
                        "Node",
                        "node-22",
                        "Rebooted",
                        "Node node-22 has been rebooted, boot id: 2a9a3704-b7e1-4bc4-ab7c-35cbc56c6f64"
                    ),
                    Ended("Unknown", 255, waits: "ContainerCreating"),
                ],
                ["delete pod db-0 --wait=false", "annotate node node-22 mended=yes"]
            ),
            OfRunner(
                "container_lost",
                "node_rebooted",
                "Node/node-32",
                """{"phase":"Failed","containerStatuses":[{"name":"main","image":"i","imageID":"","ready":false,"restartCount":0,"state":{"terminated":{"exitCode":137,"reason":"ContainerStatusUnknown","message":"The container could not be located when the pod was terminated"}}}]}""",
                On("node-32")
            ),
            // Probes
            new Fault(
                "liveness_protocol",
                "liveness_probe_incorrect_protocol",
                "Deployment/web",
                [Deployment(container: "livenessProbe: {httpGet: {port: 8080, scheme: HTTPS}},")],
                [
                    Unhealthy(
                        """Liveness probe failed: Get \"https://10.0.0.7:8080/\": http: server gave HTTP response to HTTPS client"""
                    ),
                ],
                [Deployment(container: "livenessProbe: null,")]
            ),
            new Fault(
                "liveness_path",
                "liveness_probe_incorrect_path",
                "Deployment/web",
                [Deployment(container: "livenessProbe: {httpGet: {port: 8080, path: /healthy}},")],
                [Unhealthy("Liveness probe failed: HTTP probe failed with statuscode: 404")],
                [Deployment(container: "livenessProbe: null,")]
            ),
            Unready(
                "readiness_protocol",
                "readiness_probe_incorrect_protocol",
                "scheme: HTTPS",
                """Readiness probe failed: Get \"https://10.0.0.7:8080/\": http: server gave HTTP response to HTTPS client"""
            ),
            Unready(
                "readiness_path",
                "readiness_probe_incorrect_path",
                "path: /readyz",
                "Readiness probe failed: HTTP probe failed with statuscode: 404"
            ),
            // Pods that are given up
            OfRunner(
                "pod_deadline",
                "job_deadline_exceeded",
                "Pod/runner",
                """{"phase":"Failed","reason":"DeadlineExceeded","message":"Pod was active on the node longer than the specified deadline"}"""
            ),
            OfRunner(
                "refused_ports",
                "host_port_conflict",
                "Pod/runner",
                """{"phase":"Failed","reason":"NodePorts","message":"Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports"}"""
            ),
            OfRunner(
                "refused_affinity",
                "node_affinity_mismatch",
                "Pod/runner",
                """{"phase":"Failed","reason":"NodeAffinity","message":"Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"}"""
            ),
            OfRunner(
                "refused_memory",
                "memory_capacity_mismatch",
                "Pod/runner",
                """{"phase":"Failed","reason":"OutOfmemory","message":"Pod was rejected: Node didn't have enough resource: memory, requested: 4294967296, used: 6442450944, capacity: 8589934592"}"""
            ),
            OfRunner(
                "refused_device",
                "node_problem",
                "Node/node-31",
                """{"phase":"Failed","reason":"UnexpectedAdmissionError","message":"Pod was rejected: Allocate failed due to no healthy devices present; cannot allocate unhealthy devices nvidia.com/gpu, which is unexpected"}""",
                On("node-31")
            ),
            new Fault(
                "node_shutdown",
                "node_not_ready",
                "Node/node-29",
                [Deployment(pod: On("node-29"))],
                [
                    Status(
                        "pod {pod}",
                        """{"phase":"Failed","reason":"Terminated","message":"Pod was terminated in response to imminent node shutdown."}"""
                    ),
                    "annotate node node-29 failure.test/kind=NotReady",
                ],
                ["annotate node node-29 failure.test/kind-"]
            ),
            // Volumes
            OfDb(
                "sub_path",
                "volume_mount_failed",
                [
                    Waiting(
                        "CreateContainerConfigError",
                        "failed to prepare subPath for volumeMount \\\"data\\\" of container \\\"main\\\""
                    ),
                ]
            ),
            OfDb(
                "mount_late",
                "volume_mount_failed",
                [
                    Creating,
                    Event(
                        "Pod",
                        "db-0",
                        "FailedMount",
                        "Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[], failed to process volumes=[]: timed out waiting for the condition"
                    ),
                ]
            ),
            OfDb(
                "mount_file_system",
                "volume_mount_failed",
                [
                    Creating,
                    Event(
                        "Pod",
                        "db-0",
                        "FailedMount",
                        """MountVolume.MountDevice failed for volume \"pvc-1\" : rpc error: code = Internal desc = mount failed: exit status 32 Output: mount: wrong fs type, bad option, bad superblock on /dev/sdb, missing codepage or helper program, or other error."""
                    ),
                ]
            ),
            OfDb(
                "mount_denied",
                "volume_mount_permission_denied",
                [
                    Creating,
                    Event(
                        "Pod",
                        "db-0",
                        "FailedMount",
                        """MountVolume.SetUp failed for volume \"data\" : mount failed: exit status 32 Output: mount.nfs: access denied by server while mounting 10.0.0.9:/data"""
                    ),
                ]
            ),
            new Fault(
                "mount_driver",
                "volume_driver_missing",
                "Node/node-30",
                Db("db", On("node-30")),
                [
                    Creating,
                    Event(
                        "Pod",
                        "db-0",
                        "FailedMount",
                        """MountVolume.MountDevice failed for volume \"pvc-1\" : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name ebs.csi.aws.com not found in the list of registered CSI drivers"""
                    ),
                ],
                ["delete pod db-0 --wait=false"]
            ),
            // Nodes
            new Fault(
                "kernel_log",
                "node_problem",
                "Node/node-33",
                [],
                [
                    Event(
                        "Node",
                        "node-33",
                        "Ext4Error",
                        "EXT4-fs error (device sda1): ext4_find_entry:1465: inode #2: comm java: reading directory lblock 0"
                    ),
                ],
                ["annotate node node-33 mended=yes"]
            ),
            // One that many use
            new Fault(
                "config_map_of_many",
                "missing_config_map",
                "ConfigMap/settings",
                [Settings, .. Users.Select(user => Deployment(user, container: TakesSettings))],
                [
                    "delete configmap settings",
                    .. Users.Select(user =>
                        Deployment(user, fails: "CreateContainerConfigError", container: TakesSettings)
                    ),
                ],
                [Settings, .. Users.Select(user => Deployment(user, container: TakesSettings))]
            ),
            new Fault(
                "config_key_removed",
                "missing_config_key",
                "ConfigMap/settings",
                [Settings, .. Users.Select(user => Deployment(user, container: TakesMode))],
                [
                    """patch configmap settings --type=merge -p {"data":{"mode":null,"speed":"fast"}}""",
                    .. Users.Select(user =>
                        Deployment(user, fails: "CreateContainerConfigError", container: TakesMode)
                    ),
                ],
                [Settings, .. Users.Select(user => Deployment(user, container: TakesMode))]
            ),
            new Fault(
                "configuration_of_many",
                "configuration_changed",
                "ConfigMap/settings",
                [Settings, .. Users.Select(user => Deployment(user, container: TakesSettings))],
                [
                    """patch configmap settings --type=merge -p {"data":{"mode":"fats"}}""",
                    "annotate pod --all failure.test/kind=CrashLoopBackOff",
                ],
                [
                    """patch configmap settings --type=merge -p {"data":{"mode":"fast"}}""",
                    "rollout restart deployment web api worker",
                ]
            ),
        ];

    private static string Creating => Waiting("ContainerCreating", "");

    private static Fault OfDb(string name, string cause, string[] steps) =>
        new(name, cause, "StatefulSet/db", Db("db", ""), steps, ["delete pod db-0 --wait=false"]);

    private static string[] Db(string name, string pod) =>
        [
            Service(name, name),
            StatefulSet(name, name, pod: pod),
            $"wait --for=create pod/{name}-0 --timeout=30s",
            $"wait --for=condition=Ready pod/{name}-0 --timeout=30s",
        ];

    private static Fault OfRunner(string name, string cause, string blamed, string status, string pod = "") =>
        new(
            name,
            cause,
            blamed,
            [
                $$"""{apiVersion: v1, kind: Pod, metadata: {name: runner}, spec: { {{pod}} containers: [{name: main, image: "registry.example/runner:1"}] } }""",
                "wait --for=condition=Ready pod/runner --timeout=30s",
            ],
            [Status("pod runner", status)],
            ["delete pod runner"]
        );

    /// <summary>A new Deployment whose Pod never answers its readiness probe.</summary>
    private static Fault Unready(string name, string cause, string probe, string message) =>
        new(
            name,
            cause,
            "Deployment/web",
            [],
            [
                Deployment(
                    fails: "Unready",
                    container: $$"""readinessProbe: {httpGet: {port: 8080, {{probe}} } },""",
                    more: Deadline
                ),
                "wait --for=jsonpath={.status.replicas}=1 deployment/web --timeout=30s",
                Unhealthy(message),
            ],
            [Deployment(container: "readinessProbe: null,", more: Deadline)]
        );

    private static string Unhealthy(string message) => Event("Pod", "{pod}", "Unhealthy", message);

    private static string Waiting(string reason, string message) =>
        Status(
            "pod db-0",
            $$$"""{"phase":"Pending","conditions":[{"type":"Ready","status":"False","reason":"ContainersNotReady"}],"containerStatuses":[{"name":"main","image":"i","imageID":"","ready":false,"restartCount":0,"state":{"waiting":{"reason":"{{{reason}}}","message":"{{{message}}}"} } }]}"""
        );

    /// <summary>A container that has ended for the third time, and waits.</summary>
    private static string Ended(
        string reason,
        int exitCode,
        string message = "",
        string pod = "db-0",
        string waits = "CrashLoopBackOff"
    ) =>
        Status(
            $"pod {pod}",
            $$$"""{"conditions":[{"type":"Ready","status":"False","reason":"ContainersNotReady"}],"containerStatuses":[{"name":"main","image":"i","imageID":"","ready":false,"restartCount":3,"state":{"waiting":{"reason":"{{{waits}}}"} },"lastState":{"terminated":{"exitCode":{{{exitCode}}},"reason":"{{{reason}}}","message":"{{{message}}}","startedAt":"{now}","finishedAt":"{now}"} } }]}"""
        );
}
