namespace KgRca.RootCause.Tests.Rules.Orders;

/// <summary>Objects and edges as <see cref="FaultObjects"/> takes them.</summary>
internal static class Items
{
    public const string Starting =
        """ "phase": "Running", "containerStatuses": [{"name": "main", "ready": false, "state": {"running": {} } }] """;

    public const string NoProvisioner = "kubernetes.io/no-provisioner";
    public const string Owned = "CONTROLS Deployment/web Pod/web-1";
    public const string OnNode = "RUNS_ON Pod/web-1 Node/node-1";
    public const string Mounts = "MOUNTS Pod/web-1 Secret/keys";
    public const string Nginx =
        """{"kind": "IngressClass", "name": "nginx", "spec": {"controller": "example.com/nginx"} }""";
    public const string Map = """{"kind": "ConfigMap", "name": "map", "data": {"mode": ""} }""";
    public const string Volume =
        """ "volumes": [{"name": "keys", "secret": {"secretName": "keys"} }], "containers": [{"name": "main"}] """;
    public const string Key =
        """ "containers": [{"name": "main", "env": [{"name": "LEVEL", "valueFrom": {"configMapKeyRef": {"name": "map", "key": "level"} } }]}] """;
    public const string AllKeys =
        """ "containers": [{"name": "main", "envFrom": [{"configMapRef": {"name": "map"} }]}] """;
    public const string Claims =
        """ "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"} }], "containers": [{"name": "main"}] """;
    public const string Disk = """ "nodeSelector": {"disk": "ssd"}, "containers": [{"name": "main"}] """;
    public const string Plain =
        """ "containers": [{"name": "main", "image": "registry.example/web:1", "ports": [{"containerPort": 8080}]}] """;
    public const string Probe =
        """ "containers": [{"name": "main", "ports": [{"containerPort": 8080}], "livenessProbe": {"httpGet": {"port": 9090, "path": "/"}, "periodSeconds": 10} }] """;
    public const string Runs =
        """ "phase": "Running", "conditions": [{"type": "Ready", "status": "True"}], "containerStatuses": [{"name": "main", "ready": true, "state": {"running": {} } }] """;
    public const string Image =
        """ "phase": "Pending", "containerStatuses": [{"name": "main", "ready": false, "state": {"waiting": {"reason": "ErrImagePull", "message": "failed to pull and unpack image: registry.example/web:1: not found"} } }] """;
    public const string Killed =
        """ "phase": "Running", "containerStatuses": [{"name": "main", "ready": false, "restartCount": 3, "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off"} }, "lastState": {"terminated": {"exitCode": 137, "reason": "OOMKilled", "finishedAt": "2026-11-21T11:03:19Z"} } }] """;
    public const string Webhook =
        """{"kind": "ValidatingWebhookConfiguration", "name": "policy", "webhooks": [{"name": "check.example.com", "failurePolicy": "Fail", "clientConfig": {"service": {"namespace": "shop", "name": "guard"} }, "rules": [{"apiGroups": [""], "resources": ["pods"], "operations": ["CREATE"]}]}]}""";

    public static string Waits(string message) =>
        $$""" "phase": "Pending", "containerStatuses": [{"name": "main", "ready": false, "state": {"waiting": {"reason": "CreateContainerConfigError", "message": "{{message}}"} } }] """;

    public static string Unscheduled(string message) =>
        $$""" "phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "{{message}}", "lastTransitionTime": "2026-11-21T11:03:20Z"}] """;

    public static string Web(int ready, string spec = Plain) => Workload("web", ready, spec);

    public static string Other(int ready) => Workload("other", ready, Plain);

    public static string Workload(string name, int ready, string spec) =>
        $$"""{"kind": "Deployment", "name": "{{name}}", "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "{{name}}"} }, "template": {"metadata": {"labels": {"app": "{{name}}"} }, "spec": { {{spec}} } } }, "status": {"observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "readyReplicas": {{ready}}, "availableReplicas": {{ready}}, "unavailableReplicas": {{1 - ready}} } }""";

    public static string Pod(string status, string spec = Plain) => PodOf("web", status, spec);

    public static string OtherPod(string status, string spec) => PodOf("other", status, spec);

    public static string PodOf(string name, string status, string spec)
    {
        var node = status.Contains("PodScheduled", StringComparison.Ordinal) ? "" : "\"nodeName\": \"node-1\",";
        return $$"""{"kind": "Pod", "name": "{{name}}-1", "labels": {"app": "{{name}}"}, "spec": { {{node}} {{spec}} }, "status": { {{status}} } }""";
    }

    public static string SsdNode(string spec) =>
        $$"""{"kind": "Node", "name": "node-ssd", "labels": {"disk": "ssd"}, "spec": { {{spec}} }, "status": {"conditions": [{"type": "Ready", "status": "True"}]} }""";

    public static string Claim(string storageClass, string size) =>
        $$"""{"kind": "PersistentVolumeClaim", "name": "data", "spec": {"storageClassName": "{{storageClass}}", "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "{{size}}"} } }, "status": {"phase": "Pending"} }""";

    public static string Class(string name, string provisioner) =>
        $$"""{"kind": "StorageClass", "name": "{{name}}", "provisioner": "{{provisioner}}"}""";

    public static string PersistentVolume(string mode, string size) =>
        $$"""{"kind": "PersistentVolume", "name": "pv", "spec": {"storageClassName": "own", "accessModes": ["{{mode}}"], "capacity": {"storage": "{{size}}"} }, "status": {"phase": "Available"} }""";

    public static string Service(string name, string app, int target = 8080) =>
        $$"""{"kind": "Service", "name": "{{name}}", "spec": {"selector": {"app": "{{app}}"}, "ports": [{"port": 80, "targetPort": {{target}} }]} }""";

    public static string IngressTo(string service, string className = "nginx", int port = 80, string? tls = null) =>
        $$"""{"kind": "Ingress", "name": "web", "spec": {"ingressClassName": "{{className}}", {{(tls is null ? "" : $"\"tls\": [{{\"secretName\": \"{tls}\"}}],")}} "rules": [{"host": "web.example.com", "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "{{service}}", "port": {"number": {{port}} } } } }]} }]} }""";

    public static string Policy(string types) =>
        $$"""{"kind": "NetworkPolicy", "name": "policy", "spec": {"podSelector": {}, {{types}} } }""";

    public static string Budget(string name) =>
        $$"""{"kind": "PodDisruptionBudget", "name": "{{name}}", "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "web"} } }, "status": {"disruptionsAllowed": 0, "expectedPods": 1, "currentHealthy": 1, "desiredHealthy": 1} }""";

    public static string Autoscaler(string name, string target) =>
        $$"""{"kind": "HorizontalPodAutoscaler", "name": "{{name}}", "spec": {"maxReplicas": 5, "scaleTargetRef": {"kind": "Deployment", "name": "{{target}}"} } }""";

    public static string Custom(string kind, string name) =>
        $$"""{"kind": "{{kind}}", "name": "{{name}}", "status": {"conditions": [{"type": "Ready", "status": "False", "reason": "Failed", "message": "it does not work", "lastTransitionTime": "2026-11-21T11:03:20Z"}]} }""";
}
