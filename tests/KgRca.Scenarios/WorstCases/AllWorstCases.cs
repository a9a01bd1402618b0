using KgRca.Contracts.Captures;

namespace KgRca.Scenarios.WorstCases;

/// <summary>All worst cases that are known.</summary>
public static class AllWorstCases
{
    /// <summary>How many times each probe does what it does.</summary>
    public const int Probes = 20;

    private const string Selector =
        "\"spec\":{\"selector\":{\"app\":\"all\"},\"ports\":[{\"port\":80,\"targetPort\":8080}]}";
    private const string Template =
        "\"spec\":{\"replicas\":1,\"selector\":{\"matchLabels\":{\"app\":\"all\"}},\"template\":{\"metadata\":{\"labels\":{\"app\":\"all\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i:1\"}]}}},\"status\":{\"observedGeneration\":1,\"replicas\":0}";
    private const string Tainted =
        "\"spec\":{\"taints\":[{\"key\":\"dedicated\",\"value\":\"x\",\"effect\":\"NoSchedule\"}]},\"status\":{\"allocatable\":{\"cpu\":\"4\",\"memory\":\"8Gi\"},\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}";

    private static readonly DateTimeOffset Before = new(2026, 1, 15, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset After = new(2026, 1, 15, 8, 5, 0, TimeSpan.Zero);

    /// <summary>The cases.</summary>
    public static IReadOnlyList<WorstCase> List { get; } =
    [
        new("Services of one selector, then Pods with its label", n => Many(n, (to, i) => Service(to, i)), Pods),
        new(
            "Pods with one label, then Services that select it",
            n => Many(n, Ready),
            n => Probe((to, i) => Service(to, i))
        ),
        new(
            "Services of one selector and Pods with its label",
            n => Many(n / 2, (to, i) => Service(to, i), Ready),
            Pods
        ),
        new(
            "reasons on one Pod",
            n => Many(n, (to, i) => Warning(to, i, 0)),
            n => Probe((to, i) => Warning(to, n + i, 0))
        ),
        new("errors on one Pod", n => Many(n, (to, i) => Error(to, i, 0)), n => Probe((to, i) => Error(to, n + i, 0))),
        new(
            "Pods in error",
            n => Many(n, Ready, (to, i) => Error(to, 0, i)),
            n => Probe((to, i) => Error(to, 1, i), Ready)
        ),
        new(
            "Pods in error of one Deployment",
            n => Owned(n).Concat(Many(n, (to, i) => Error(to, 0, i))),
            n => Probe((to, i) => Error(to, 1, i), Ready)
        ),
        new("Ingresses of one host", n => Many(n, Ingress), n => Probe((to, i) => Ingress(to, n + i))),
        new("NetworkPolicies", n => Many(n, Policy), n => Probe((to, i) => Policy(to, n + i), Ready, Deployment)),
        new(
            "NetworkPolicies and Deployments",
            n => Many(n / 2, Policy, Deployment),
            n => Probe((to, i) => Policy(to, n + i), Deployment)
        ),
        new("ResourceQuotas", n => Many(n, Quota), n => Probe((to, i) => Quota(to, n + i), Deployment, QuotaEvent)),
        new("nodes, then Pods that wait", n => Many(n, Node), n => Probe(Waiting, CannotSchedule)),
        new("Pods that wait, then nodes", n => Many(n, Waiting), n => Probe(Node, CannotSchedule)),
        new(
            "PersistentVolumeClaims that are not bound",
            n => Many(n, Claim),
            n => Probe((to, i) => Claim(to, n + i), ClaimEvent, StorageClass, Volume)
        ),
        new("Pods that call one Service", Calling, n => Probe((to, i) => Error(to, 1, i), CallFailed)),
        new("Pods of one owner", Owned, n => Probe((to, i) => Error(to, 1, i), Ready, Deployment)),
        new(
            "owners above each other",
            n => Many(n, (to, i) => to.Edge("CONTROLS", ("Widget", $"w-{i}"), ("Widget", $"w-{i + 1}"))),
            n => Probe((to, i) => to.Event("Failed", "it failed", "Widget", $"w-{i}", "error"))
        ),
        new("EndpointSlices", n => Many(n, Slice), n => Probe((to, i) => Slice(to, n + i), (to, i) => Service(to, i))),
        new(
            "alerts on one Pod",
            n => Many(n, (to, i) => to.Alert($"Alert{i}", "pod-0")),
            n => Probe((to, i) => to.Alert($"Alert{n + i}", "pod-0"))
        ),
        new(
            "Pods that miss one ConfigMap",
            n => Many(n, MissingConfig),
            n => Probe((to, i) => MissingConfig(to, n + i), ConfigMap, Secret)
        ),
        new("ConfigMaps and Secrets", n => Many(n / 2, ConfigMap, Secret), n => Probe(MissingConfig, ConfigMap)),
        new(
            "kinds of log lines of one Pod",
            n => Many(n, (to, i) => Line(to, i, 0, "info")),
            n => Probe((to, i) => Line(to, n + i, 0, "info"))
        ),
        new(
            "error lines of one Pod",
            n => Many(n, (to, i) => Line(to, i, 0, "error")),
            n => Probe((to, i) => Line(to, n + i, 0, "error"))
        ),
        new("Pods that log that they cannot reach a host", n => Many(n, Ready, CallFailed), n => Probe(CallFailed)),
        new("Jobs", n => Many(n, Job), n => Probe((to, i) => Job(to, n + i), JobEvent)),
        new("DaemonSets", n => Many(n, DaemonSet), n => Probe((to, i) => DaemonSet(to, n + i), Node, Waiting)),
        new(
            "Deployments",
            n => Many(n, Deployment),
            n => Probe(Deployment, (to, i) => Service(to, i), DeploymentEvent)
        ),
        new(
            "HorizontalPodAutoscalers",
            n => Many(n, Autoscaler),
            n => Probe((to, i) => Autoscaler(to, n + i), Deployment)
        ),
        new("PodDisruptionBudgets", n => Many(n, Budget), n => Probe((to, i) => Budget(to, n + i), Ready, Deployment)),
        new(
            "webhooks",
            n => Many(n, Webhook),
            n => Probe((to, i) => Webhook(to, n + i), (to, i) => Service(to, i), WebhookEvent)
        ),
        new(
            "custom resources",
            n => Many(n, Custom),
            n => Probe((to, i) => Custom(to, n + i), Deployment, CustomEvent)
        ),
        new("Namespaces", n => Many(n, SpaceOf), n => Probe(SpaceOf, Deployment)),
        new(
            "Pods on one node",
            n => Many(n, Ready, (to, i) => to.Edge("RUNS_ON", ("Pod", $"pod-{i}"), ("Node", "node-0"))),
            n => Probe((to, i) => Error(to, 1, i), Ready, MountFailed)
        ),
        new(
            "Pods on as many nodes that cannot mount",
            n => Many(n, Ready, Node, (to, i) => to.Edge("RUNS_ON", ("Pod", $"pod-{i}"), ("Node", $"node-{i}"))),
            n => Probe(MountFailed, Ready)
        ),
    ];

    // Each of some records n times.
    private static IEnumerable<CaptureRecord> Many(int n, params Func<Flood, int, CaptureRecord>[] records) =>
        Repeat(new Flood(Before), n, records);

    private static IEnumerable<CaptureRecord> Probe(params Func<Flood, int, CaptureRecord>[] records) =>
        Repeat(new Flood(After), Probes, records);

    private static IEnumerable<CaptureRecord> Pods(int n) =>
        Probe((to, i) => Ready(to, n + i), (to, i) => to.Pod($"pod-{n + i}", i % 2 == 0));

    private static IEnumerable<CaptureRecord> Repeat(Flood to, int n, Func<Flood, int, CaptureRecord>[] records)
    {
        for (var i = 0; i < n; i++)
            foreach (var record in records)
                yield return record(to, i);
    }

    private static CaptureRecord Ready(Flood to, int i) => to.Pod($"pod-{i}");

    private static CaptureRecord Waiting(Flood to, int i) => to.Pod($"waiting-{i}", isReady: false);

    private static CaptureRecord Service(Flood to, int i) => to.Object("v1", "Service", $"service-{i}", Selector);

    private static CaptureRecord Warning(Flood to, int reason, int pod) =>
        to.Event($"Reason{reason}", "it does not do", "Pod", $"pod-{pod}");

    private static CaptureRecord Error(Flood to, int reason, int pod) =>
        to.Event($"Reason{reason}", "it failed", "Pod", $"pod-{pod}", "error");

    private static CaptureRecord Line(Flood to, int kind, int pod, string severity) =>
        to.Event("Log", $"{Word(kind)} {Word(kind / 26)} happened", "Pod", $"pod-{pod}", severity, "k8s.log");

    private static string Word(int number) => new((char)('a' + number % 26), 4 + number / 26 % 26);

    private static CaptureRecord CallFailed(Flood to, int i) =>
        to.Event(
            "Log",
            "dial tcp: lookup callee on 10.96.0.10:53: no such host",
            "Pod",
            $"pod-{i}",
            "error",
            "k8s.log"
        );

    private static CaptureRecord MountFailed(Flood to, int i) =>
        to.Event(
            "FailedMount",
            "MountVolume.SetUp failed for volume data: rpc error: code = Internal",
            "Pod",
            $"pod-{i}"
        );

    private static CaptureRecord Ingress(Flood to, int i) =>
        to.Object(
            "networking.k8s.io/v1",
            "Ingress",
            $"ingress-{i}",
            "\"spec\":{\"rules\":[{\"host\":\"one.example\",\"http\":{\"paths\":[{\"path\":\"/\",\"pathType\":\"Prefix\",\"backend\":{\"service\":{\"name\":\"web\",\"port\":{\"number\":80}}}}]}}]}"
        );

    private static CaptureRecord Policy(Flood to, int i) =>
        to.Object(
            "networking.k8s.io/v1",
            "NetworkPolicy",
            $"policy-{i}",
            "\"spec\":{\"podSelector\":{\"matchLabels\":{\"app\":\"all\"}},\"policyTypes\":[\"Ingress\",\"Egress\"],\"ingress\":[{\"from\":[{\"podSelector\":{\"matchLabels\":{\"app\":\"none\"}}}]}]}"
        );

    private static CaptureRecord Quota(Flood to, int i) =>
        to.Object(
            "v1",
            "ResourceQuota",
            $"quota-{i}",
            "\"spec\":{\"hard\":{\"pods\":\"1\",\"requests.cpu\":\"1\"}},\"status\":{\"hard\":{\"pods\":\"1\",\"requests.cpu\":\"1\"},\"used\":{\"pods\":\"1\",\"requests.cpu\":\"1\"}}"
        );

    private static CaptureRecord QuotaEvent(Flood to, int i) =>
        to.Event(
            "FailedCreate",
            "pods is forbidden: exceeded quota: quota-0, requested: pods=1, used: pods=1, limited: pods=1",
            "ReplicaSet",
            $"set-{i}"
        );

    private static CaptureRecord Deployment(Flood to, int i) =>
        to.Object("apps/v1", "Deployment", $"web-{i}", Template);

    private static CaptureRecord DeploymentEvent(Flood to, int i) =>
        to.Event("ProgressDeadlineExceeded", "it does not progress", "Deployment", $"web-{i}");

    private static CaptureRecord DaemonSet(Flood to, int i) => to.Object("apps/v1", "DaemonSet", $"csi-{i}", Template);

    private static CaptureRecord Node(Flood to, int i) => to.Object("v1", "Node", $"node-{i}", "", Tainted, false);

    private static CaptureRecord SpaceOf(Flood to, int i) =>
        to.Object(
            "v1",
            "Namespace",
            $"space-{i}",
            $",\"labels\":{{\"number\":\"{i}\"}}",
            "\"status\":{\"phase\":\"Active\"}",
            false
        );

    private static CaptureRecord CannotSchedule(Flood to, int i) =>
        to.Event("FailedScheduling", "0/3 nodes are available: 3 Insufficient memory.", "Pod", $"waiting-{i}", "error");

    private static CaptureRecord Claim(Flood to, int i) =>
        to.Object(
            "v1",
            "PersistentVolumeClaim",
            $"claim-{i}",
            "\"spec\":{\"storageClassName\":\"slow\",\"accessModes\":[\"ReadWriteOnce\"],\"resources\":{\"requests\":{\"storage\":\"1Gi\"}}},\"status\":{\"phase\":\"Pending\"}"
        );

    private static CaptureRecord ClaimEvent(Flood to, int i) =>
        to.Event("ProvisioningFailed", "storageclass slow not found", "PersistentVolumeClaim", $"claim-{i}");

    private static CaptureRecord StorageClass(Flood to, int i) =>
        to.Object("storage.k8s.io/v1", "StorageClass", $"class-{i}", "", "\"provisioner\":\"disk.example\"", false);

    private static CaptureRecord Volume(Flood to, int i) =>
        to.Object(
            "v1",
            "PersistentVolume",
            $"volume-{i}",
            "",
            "\"spec\":{\"storageClassName\":\"slow\",\"capacity\":{\"storage\":\"1Gi\"}},\"status\":{\"phase\":\"Available\"}",
            false
        );

    private static IEnumerable<CaptureRecord> Calling(int n) =>
        Many(
            n,
            Ready,
            (to, i) => to.Edge("CALLS", ("Pod", $"pod-{i}"), ("Service", "callee")),
            (to, i) => i == 0 ? to.Object("v1", "Service", "callee", Selector) : Ready(to, i)
        );

    private static IEnumerable<CaptureRecord> Owned(int n) =>
        Many(
            n,
            (to, i) => i == 0 ? Deployment(to, 0) : Ready(to, i),
            Ready,
            (to, i) => to.Edge("CONTROLS", ("Deployment", "web-0"), ("Pod", $"pod-{i}"))
        );

    private static CaptureRecord Slice(Flood to, int i) =>
        to.Object(
            "discovery.k8s.io/v1",
            "EndpointSlice",
            $"slice-{i}",
            ",\"labels\":{\"kubernetes.io/service-name\":\"service-0\"}",
            "\"endpoints\":[]"
        );

    private static CaptureRecord MissingConfig(Flood to, int i) =>
        to.Pod(
            $"waiting-{i}",
            isReady: false,
            spec: ",\"volumes\":[{\"name\":\"v\",\"configMap\":{\"name\":\"missing\"}}]"
        );

    private static CaptureRecord ConfigMap(Flood to, int i) =>
        to.Object("v1", "ConfigMap", $"config-{i}", $"\"data\":{{\"key\":\"{i}\"}}");

    private static CaptureRecord Secret(Flood to, int i) =>
        to.Object("v1", "Secret", $"secret-{i}", "\"type\":\"Opaque\"");

    private static CaptureRecord Job(Flood to, int i) =>
        to.Object(
            "batch/v1",
            "Job",
            $"job-{i}",
            ",\"annotations\":{\"helm.sh/hook\":\"pre-upgrade\"}",
            "\"spec\":{\"template\":{\"metadata\":{\"labels\":{\"app\":\"all\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i:1\"}]}}},\"status\":{\"failed\":1,\"conditions\":[{\"type\":\"Failed\",\"status\":\"True\",\"reason\":\"BackoffLimitExceeded\",\"message\":\"it failed\"}]}"
        );

    private static CaptureRecord JobEvent(Flood to, int i) =>
        to.Event("BackoffLimitExceeded", "Job has reached the specified backoff limit", "Job", $"job-{i}");

    private static CaptureRecord Autoscaler(Flood to, int i) =>
        to.Object(
            "autoscaling/v2",
            "HorizontalPodAutoscaler",
            $"scaler-{i}",
            "\"spec\":{\"scaleTargetRef\":{\"kind\":\"Deployment\",\"name\":\"web-0\"},\"minReplicas\":1,\"maxReplicas\":3},\"status\":{\"conditions\":[{\"type\":\"ScalingActive\",\"status\":\"False\",\"reason\":\"FailedGetResourceMetric\",\"message\":\"no metrics\"}]}"
        );

    private static CaptureRecord Budget(Flood to, int i) =>
        to.Object(
            "policy/v1",
            "PodDisruptionBudget",
            $"budget-{i}",
            "\"spec\":{\"minAvailable\":1,\"selector\":{\"matchLabels\":{\"app\":\"all\"}}},\"status\":{\"disruptionsAllowed\":0,\"currentHealthy\":1,\"desiredHealthy\":1,\"expectedPods\":1}"
        );

    private static CaptureRecord Webhook(Flood to, int i) =>
        to.Object(
            "admissionregistration.k8s.io/v1",
            "ValidatingWebhookConfiguration",
            $"hook-{i}",
            "",
            "\"webhooks\":[{\"name\":\"h.example\",\"failurePolicy\":\"Fail\",\"clientConfig\":{\"service\":{\"name\":\"missing\",\"namespace\":\"flood\"}},\"rules\":[{\"operations\":[\"*\"],\"apiGroups\":[\"*\"],\"resources\":[\"*\"]}]}]",
            false
        );

    private static CaptureRecord WebhookEvent(Flood to, int i) =>
        to.Event(
            "FailedCreate",
            "Internal error occurred: failed calling webhook h.example: no endpoints available for service missing",
            "ReplicaSet",
            $"set-{i}"
        );

    private static CaptureRecord Custom(Flood to, int i) =>
        to.Object(
            "example.com/v1",
            "Widget",
            $"widget-{i}",
            "\"spec\":{\"secretName\":\"missing\",\"ref\":{\"kind\":\"Gadget\",\"name\":\"missing\"}},\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\",\"reason\":\"Broken\",\"message\":\"it is broken\"}]}"
        );

    private static CaptureRecord CustomEvent(Flood to, int i) =>
        to.Event("ReconcileFailed", "it cannot be reconciled", "Widget", $"widget-{i}");
}
