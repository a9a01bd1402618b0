using static KgRca.Standalone.Tests.Clusters.Shapes;

namespace KgRca.Standalone.Tests.Clusters.Faults;

/// <summary>Pods that the API server does not let be made.</summary>
internal static class AdmissionFaults
{
    private const string NoService = "clientConfig: {service: {namespace: {ns}, name: nowhere, path: /}}";

    private const string Webhook =
        "{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: policy-{ns}}, webhooks: [{name: policy.example.com, sideEffects: None, admissionReviewVersions: [v1], failurePolicy: Fail, timeoutSeconds: 2, "
        + NoService
        + ", namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: {ns}}}, rules: [{apiGroups: [\"\"], apiVersions: [v1], operations: [CREATE], resources: [pods]}]}]}";

    private const string Policy =
        "{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicy, metadata: {name: labels-{ns}}, spec: {matchConstraints: {resourceRules: [{apiGroups: [\"\"], apiVersions: [v1], operations: [CREATE], resources: [pods]}]}, validations: [{expression: \"'team' in object.metadata.labels\", message: \"A label team is needed.\"}]}}";

    private const string Binding =
        "{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicyBinding, metadata: {name: labels-{ns}}, spec: {policyName: labels-{ns}, validationActions: [Deny], matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: {ns}, labels: needed}}}}}";

    public static IEnumerable<Fault> All =>
        [
            Quota(
                "quota_cpu",
                "namespace_cpu_quota_exceeded",
                "requests.cpu: 1",
                "resources: {requests: {cpu: 600m}},"
            ),
            Quota(
                "quota_memory",
                "namespace_memory_quota_exceeded",
                "requests.memory: 1Gi",
                "resources: {requests: {memory: 600Mi}},"
            ),
            Quota("quota_pods", "namespace_pod_quota_exceeded", "pods: 1", ""),
            new Fault(
                "quota_storage",
                "namespace_storage_quota_exceeded",
                "ResourceQuota/quota",
                [Shapes.Quota("requests.storage: 1Gi")],
                [
                    StatefulSet(
                        "db",
                        "db",
                        "volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 5Gi}}}}],"
                    ),
                    Service("db", "db"),
                ],
                ["delete statefulset db"]
            ),
            new Fault(
                "quota_silent",
                "quota_needs_requests",
                "Deployment/web",
                [Shapes.Quota("limits.cpu: 1")],
                [Deployment()],
                [Deployment(container: "resources: {limits: {cpu: 100m}},")]
            ),
            new Fault(
                "limit_range",
                "limit_range_violated",
                "Deployment/web",
                [
                    "{apiVersion: v1, kind: LimitRange, metadata: {name: limits}, spec: {limits: [{type: Container, max: {cpu: 500m}}]}}",
                    Deployment(container: "resources: {limits: {cpu: 100m}},"),
                ],
                [Deployment(container: "resources: {limits: {cpu: 2}},")],
                [Deployment(container: "resources: {limits: {cpu: 100m}},")]
            ),
            new Fault(
                "limit_range_minimum",
                "limit_range_violated",
                "Deployment/web",
                [
                    "{apiVersion: v1, kind: LimitRange, metadata: {name: limits}, spec: {limits: [{type: Container, min: {cpu: 100m}}]}}",
                    Deployment(container: "resources: {requests: {cpu: 100m}},"),
                ],
                [Deployment(container: "resources: {requests: {cpu: 10m}},")],
                [Deployment(container: "resources: {requests: {cpu: 100m}},")]
            ),
            new Fault(
                "limit_range_ratio",
                "limit_range_violated",
                "Deployment/web",
                [
                    "{apiVersion: v1, kind: LimitRange, metadata: {name: limits}, spec: {limits: [{type: Container, maxLimitRequestRatio: {cpu: 2}}]}}",
                    Deployment(container: Cpu("100m", "200m")),
                ],
                [Deployment(container: Cpu("100m", "400m"))],
                [Deployment(container: Cpu("100m", "200m"))]
            ),
            // The limit is the LimitRange's.
            new Fault(
                "invalid_template",
                "limit_range_default",
                "LimitRange/limits",
                [
                    "{apiVersion: v1, kind: LimitRange, metadata: {name: limits}, spec: {limits: [{type: Container, default: {cpu: 100m}}]}}",
                    Deployment(container: "resources: {requests: {cpu: 50m}},"),
                ],
                [Deployment(container: "resources: {requests: {cpu: 500m}},")],
                [Deployment(container: "resources: {requests: {cpu: 50m}},")]
            ),
            new Fault(
                "quota_replica_sets",
                "namespace_object_quota_exceeded",
                "ResourceQuota/quota",
                [Shapes.Quota("count/replicasets.apps: 1"), Deployment()],
                ["rollout restart deployment web"],
                ["delete resourcequota quota", "rollout restart deployment web"]
            ),
            new Fault(
                "quota_services",
                "namespace_service_quota_exceeded",
                "ResourceQuota/quota",
                [Shapes.Quota("services: 9"), Service(), Deployment()],
                [Shapes.Quota("services: 1")],
                [Shapes.Quota("services: 9")],
                IsFinding: true
            ),
            new Fault(
                "quota_objects",
                "namespace_object_quota_exceeded",
                "ResourceQuota/quota",
                [Shapes.Quota("configmaps: 9"), Deployment()],
                [Shapes.Quota("configmaps: 1")],
                [Shapes.Quota("configmaps: 9")],
                IsFinding: true
            ),
            new Fault(
                "service_account",
                "missing_service_account",
                "Deployment/web",
                [Deployment()],
                [Deployment(pod: "serviceAccountName: robot,")],
                ["create serviceaccount robot"]
            ),
            new Fault(
                "pod_security",
                "pod_security_violation",
                "Deployment/web",
                ["label namespace {ns} pod-security.kubernetes.io/enforce=restricted"],
                [Deployment()],
                ["label namespace {ns} pod-security.kubernetes.io/enforce-", "rollout restart deployment web"]
            ),
            new Fault(
                "pod_security_changed",
                "pod_security_violation",
                "Namespace/{ns}",
                [Deployment()],
                [
                    "label namespace {ns} pod-security.kubernetes.io/enforce=restricted",
                    "rollout restart deployment web",
                ],
                ["label namespace {ns} pod-security.kubernetes.io/enforce-", "rollout restart deployment web"]
            ),
            new Fault(
                "mutating_webhook_down",
                "admission_webhook_unavailable",
                "MutatingWebhookConfiguration/policy-{ns}",
                [Deployment()],
                [Mutating("Fail"), "rollout restart deployment web"],
                ["delete mutatingwebhookconfiguration policy-{ns}", "rollout restart deployment web"]
            ),
            new Fault(
                "webhook_ignored",
                "admission_webhook_unavailable",
                "MutatingWebhookConfiguration/policy-{ns}",
                [Deployment()],
                [Mutating("Ignore"), "rollout restart deployment web"],
                ["delete mutatingwebhookconfiguration policy-{ns}"],
                IsFinding: true
            ),
            new Fault(
                "webhook_refused",
                "admission_webhook_unavailable",
                "ValidatingWebhookConfiguration/policy-{ns}",
                [Deployment()],
                [
                    Webhook.Replace(
                        NoService,
                        "clientConfig: {url: \"https://127.0.0.1:1/\"}",
                        StringComparison.Ordinal
                    ),
                    "rollout restart deployment web",
                ],
                ["delete validatingwebhookconfiguration policy-{ns}", "rollout restart deployment web"]
            ),
            new Fault(
                "webhook_scaled_down",
                "admission_webhook_unavailable",
                "ValidatingWebhookConfiguration/policy-{ns}",
                [
                    Deployment(),
                    Deployment("hook"),
                    Service("hook", "hook", "port: 443, targetPort: 8080"),
                    Webhook.Replace("nowhere", "hook", StringComparison.Ordinal),
                ],
                [
                    "scale deployment hook --replicas=0",
                    "wait --for=delete pod -l app=hook --timeout=60s",
                    "rollout restart deployment web",
                ],
                [
                    "delete validatingwebhookconfiguration policy-{ns}",
                    "delete service hook",
                    "rollout restart deployment web",
                ]
            ),
            new Fault(
                "job_service_account",
                "missing_service_account",
                "Job/work",
                [],
                [
                    "{apiVersion: batch/v1, kind: Job, metadata: {name: work}, spec: {template: {spec: {restartPolicy: Never, serviceAccountName: robot, containers: [{name: main, image: \"registry.example/job:1\"}]}}}}",
                ],
                ["delete job work"]
            ),
            new Fault(
                "daemons_service_account",
                "missing_service_account",
                "DaemonSet/agent",
                [],
                [
                    "{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: agent}, spec: {selector: {matchLabels: {app: agent}}, template: {metadata: {labels: {app: agent}}, spec: {serviceAccountName: robot, containers: [{name: main, image: \"registry.example/agent:1\"}]}}}}",
                ],
                ["create serviceaccount robot"]
            ),
            // Nothing listens in the players' Pods.
            new Fault(
                "webhook_silent",
                "admission_webhook_unavailable",
                "ValidatingWebhookConfiguration/policy-{ns}",
                [Deployment(), Deployment("hook"), Service("hook", "hook", "port: 443, targetPort: 8080")],
                [Webhook.Replace("nowhere", "hook", StringComparison.Ordinal), "rollout restart deployment web"],
                ["delete validatingwebhookconfiguration policy-{ns}", "rollout restart deployment web"]
            ),
            new Fault(
                "webhook_down",
                "admission_webhook_unavailable",
                "ValidatingWebhookConfiguration/policy-{ns}",
                [Deployment()],
                [Webhook, "rollout restart deployment web"],
                ["delete validatingwebhookconfiguration policy-{ns}", "rollout restart deployment web"]
            ),
            new Fault(
                "policy",
                "admission_webhook_denied",
                "Deployment/web",
                [Policy, Binding, Deployment()],
                ["label namespace {ns} labels=needed", "rollout restart deployment web"],
                ["label namespace {ns} labels-", "rollout restart deployment web"]
            ),
            new Fault(
                "webhook_denies",
                "admission_webhook_denied",
                "Deployment/web",
                [Asking("{webhook}"), Deployment()],
                [Deployment(pod: "hostPID: true,")],
                [Deployment()]
            ),
            // Who came last has brought the conflict about: here the new rule, above the new template.
            new Fault(
                "webhook_denies_now",
                "admission_webhook_denied",
                "ValidatingWebhookConfiguration/policy-{ns}",
                [Deployment(pod: "hostPID: true,")],
                [Asking("{webhook}"), "rollout restart deployment web"],
                ["delete validatingwebhookconfiguration policy-{ns}", "rollout restart deployment web"]
            ),
            new Fault(
                "webhook_authority",
                "admission_webhook_unavailable",
                "ValidatingWebhookConfiguration/policy-{ns}",
                [Asking("{webhook}"), Deployment()],
                [Asking("{mistrusted webhook}"), "rollout restart deployment web"],
                [Asking("{webhook}"), "rollout restart deployment web"]
            ),
            new Fault(
                "runtime_class",
                "missing_pod_class",
                "Deployment/web",
                [Deployment()],
                [Deployment(pod: "runtimeClassName: nowhere,")],
                [Deployment(pod: "runtimeClassName: null,")]
            ),
            new Fault(
                "quota_rollout",
                "namespace_pod_quota_exceeded",
                "ResourceQuota/quota",
                [Shapes.Quota("pods: 1"), Deployment()],
                [Deployment(container: "env: [{name: MODE, value: fast}],")],
                [Shapes.Quota("pods: 3")]
            ),
            new Fault(
                "priority_class",
                "missing_pod_class",
                "Deployment/web",
                [Deployment()],
                [Deployment(pod: "priorityClassName: nowhere,")],
                [Deployment()]
            ),
            new Fault(
                "namespace_stuck",
                "namespace_deletion_stuck",
                "Namespace/{ns}",
                ["{apiVersion: v1, kind: ConfigMap, metadata: {name: held, finalizers: [example.com/hold]}}"],
                ["delete namespace {ns} --wait=false"],
                ["""patch configmap held --type=merge -p {"metadata":{"finalizers":null}}"""],
                IsFinding: true
            ),
            // Without that API the namespace controller does not know all that there may be in the namespace.
            new Fault(
                "namespace_api",
                "namespace_deletion_stuck",
                "Namespace/{ns}",
                [
                    "{apiVersion: apiregistration.k8s.io/v1, kind: APIService, metadata: {name: v1.{ns}.example.com}, spec: {group: {ns}.example.com, version: v1, insecureSkipTLSVerify: true, groupPriorityMinimum: 100, versionPriority: 100, service: {namespace: kube-system, name: nowhere, port: 443}}}",
                    "wait --for=condition=Available=false apiservice/v1.{ns}.example.com --timeout=30s",
                ],
                ["delete namespace {ns} --wait=false"],
                ["delete apiservice v1.{ns}.example.com"],
                IsFinding: true
            ),
            new Fault(
                "namespace_content",
                "namespace_deletion_stuck",
                "Namespace/{ns}",
                [
                    Webhook
                        .Replace("CREATE", "DELETE", StringComparison.Ordinal)
                        .Replace("resources: [pods]", "resources: [configmaps]", StringComparison.Ordinal),
                ],
                ["delete namespace {ns} --wait=false"],
                ["delete validatingwebhookconfiguration policy-{ns}"],
                IsFinding: true
            ),
        ];

    private static string Cpu(string request, string limit) =>
        $$"""resources: {requests: {cpu: {{request}} }, limits: {cpu: {{limit}} } },""";

    private static string Asking(string client) => Webhook.Replace(NoService, client, StringComparison.Ordinal);

    private static string Mutating(string failurePolicy) =>
        Webhook
            .Replace("Validating", "Mutating", StringComparison.Ordinal)
            .Replace("failurePolicy: Fail", $"failurePolicy: {failurePolicy}", StringComparison.Ordinal);

    private static Fault Quota(string name, string cause, string hard, string container) =>
        new(
            name,
            cause,
            "ResourceQuota/quota",
            [Shapes.Quota(hard), Deployment(container: container)],
            [Deployment(replicas: 3, container: container)],
            [Deployment(container: container)]
        );
}
