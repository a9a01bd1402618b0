namespace KgRca.Standalone.Tests.Clusters.Watching;

/// <summary>An object of each kind that the agent watches and that a control plane serves by itself.</summary>
internal static class EveryKind
{
    private const string Container = "containers: [{name: main, image: registry.example/app}]";

    /// <summary>The objects, all called alike, as one manifest.</summary>
    /// <param name="name">What they are called.</param>
    /// <param name="version">A label's value: objects that differ in it alone have changed.</param>
    public static string Manifest(string name, string version) =>
        // What begins with a brace would be read as JSON.
        string.Concat(Objects(name, $"name: {name}, labels: {{version: {version}}}").Select(item => $"---\n{item}\n"));

    private static IEnumerable<string> Objects(string name, string metadata)
    {
        string Of(string apiVersion, string kind, string rest) =>
            $"{{apiVersion: {apiVersion}, kind: {kind}, metadata: {{{metadata}}}{(rest.Length > 0 ? ", " : "")}{rest}}}";
        var template = $"template: {{metadata: {{labels: {{app: {name}}}}}, spec: {{{Container}}}}}";
        var selected = $"selector: {{matchLabels: {{app: {name}}}}}, {template}";
        var jobTemplate = $"template: {{spec: {{restartPolicy: Never, {Container}}}}}";
        var webhook =
            "webhooks: [{name: a.example.com, sideEffects: None, admissionReviewVersions: [v1], failurePolicy: Ignore, "
            + "clientConfig: {url: \"https://127.0.0.1:1/\"}, "
            + "rules: [{apiGroups: [none.example.com], apiVersions: [v1], operations: [CREATE], resources: [nothings]}]}]";

        yield return Of("v1", "Namespace", "");
        yield return Of("v1", "Node", "spec: {unschedulable: true}");
        yield return Of("scheduling.k8s.io/v1", "PriorityClass", "value: 7");
        yield return Of("storage.k8s.io/v1", "StorageClass", "provisioner: example.com/none");
        yield return Of("networking.k8s.io/v1", "IngressClass", "spec: {controller: example.com/none}");
        yield return Of("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", webhook);
        yield return Of("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", webhook);
        yield return Of("v1", "ResourceQuota", "spec: {hard: {count/replicationcontrollers: 90}}");
        yield return Of("v1", "LimitRange", "spec: {limits: [{type: PersistentVolumeClaim, max: {storage: 64Gi}}]}");
        yield return Of("v1", "ServiceAccount", "");
        yield return Of("v1", "ConfigMap", "data: {a: b}");
        yield return Of("v1", "Secret", "stringData: {a: b}");
        yield return Of(
            "v1",
            "PersistentVolume",
            "spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], storageClassName: none, hostPath: {path: /tmp}}"
        );
        yield return Of(
            "v1",
            "PersistentVolumeClaim",
            "spec: {accessModes: [ReadWriteOnce], storageClassName: other, resources: {requests: {storage: 1Gi}}}"
        );
        yield return Of("networking.k8s.io/v1", "NetworkPolicy", "spec: {podSelector: {matchLabels: {app: none}}}");
        yield return Of(
            "policy/v1",
            "PodDisruptionBudget",
            "spec: {maxUnavailable: 1, selector: {matchLabels: {app: none}}}"
        );
        yield return Of("apps/v1", "Deployment", $"spec: {{{selected}}}");
        yield return Of("apps/v1", "StatefulSet", $"spec: {{serviceName: none, {selected}}}");
        yield return Of("apps/v1", "DaemonSet", $"spec: {{{selected}}}");
        yield return Of(
            "batch/v1",
            "CronJob",
            $"spec: {{schedule: \"0 0 1 1 *\", jobTemplate: {{spec: {{{jobTemplate}}}}}}}"
        );
        yield return Of("batch/v1", "Job", $"spec: {{suspend: true, {jobTemplate}}}");
        yield return Of(
            "autoscaling/v2",
            "HorizontalPodAutoscaler",
            "spec: {maxReplicas: 2, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: none}}"
        );
        yield return Of("apps/v1", "ReplicaSet", $"spec: {{replicas: 0, {selected}}}");
        yield return Of("v1", "Pod", $"spec: {{{Container}}}");
        yield return Of("v1", "Service", "spec: {ports: [{port: 80}]}");
        yield return Of("discovery.k8s.io/v1", "EndpointSlice", "addressType: IPv4, endpoints: [], ports: []");
        yield return Of(
            "networking.k8s.io/v1",
            "Ingress",
            "spec: {defaultBackend: {service: {name: none, port: {number: 80}}}}"
        );
    }
}
