using static KgRca.RootCause.Tests.Rules.Orders.Items;

namespace KgRca.RootCause.Tests.Rules.Orders;

/// <summary>Faults that show in several objects, of each family of rules.</summary>
internal static class OrderedFaults
{
    public static IReadOnlyList<FaultObjects> All { get; } =
    [
        // References
        new(
            "secret",
            "missing_secret_binding",
            Web(0),
            Pod(Waits("secret \\\"keys\\\" not found"), Volume),
            Owned,
            Mounts
        ),
        new("secret_unnamed", "missing_secret_binding", Web(0), Pod(Waits("secret not found"), Volume), Owned, Mounts),
        new(
            "key",
            "missing_config_key",
            Map,
            Web(0),
            Pod(Waits("couldn't find key level in ConfigMap shop/map"), Key),
            Owned
        ),
        new(
            "map_of_many",
            "missing_config_map",
            Web(0),
            Pod(Waits("configmap not found"), AllKeys),
            Owned,
            "MOUNTS Pod/web-1 ConfigMap/map",
            Other(0),
            OtherPod(Waits("configmap not found"), AllKeys),
            "CONTROLS Deployment/other Pod/other-1",
            "MOUNTS Pod/other-1 ConfigMap/map"
        ),
        new(
            "account",
            "missing_service_account",
            Web(0, "\"serviceAccountName\": \"runner\""),
            """{"kind": "ServiceAccount", "name": "default"}"""
        ),
        new(
            "claim",
            "missing_persistent_volume_claim",
            Web(0),
            Pod(Unscheduled("persistentvolumeclaim \\\"data\\\" not found"), Claims),
            Owned
        ),
        // Scheduling
        new(
            "selector_of_node",
            "node_selector_mismatch",
            Web(0),
            Pod(Unscheduled("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector."), Disk),
            Owned
        ),
        new(
            "cordon",
            "node_cordon_mismatch",
            SsdNode("\"unschedulable\": true"),
            Web(0),
            Pod(Unscheduled("0/2 nodes are available: 1 node(s) were unschedulable."), Disk),
            Owned
        ),
        new(
            "taint",
            "taint_toleration_mismatch",
            SsdNode("\"taints\": [{\"key\": \"gpu\", \"effect\": \"NoSchedule\"}]"),
            Web(0),
            Pod(Unscheduled("0/2 nodes are available: 1 node(s) had untolerated taint {gpu: }."), Disk),
            Owned
        ),
        // Volumes
        new(
            "storage_class",
            "pvc_storage_class_mismatch",
            Claim("fast", "1Gi"),
            Class("standard", "disks.example.com")
        ),
        new(
            "capacity",
            "pvc_capacity_mismatch",
            Claim("own", "10Gi"),
            Class("own", NoProvisioner),
            PersistentVolume("ReadWriteOnce", "1Gi")
        ),
        new(
            "access_mode",
            "pvc_access_mode_mismatch",
            Claim("own", "1Gi"),
            Class("own", NoProvisioner),
            PersistentVolume("ReadOnlyMany", "1Gi")
        ),
        // Services
        new("selector", "service_selector_mismatch", Service("cart", "carts"), Web(1), Pod(Runs), Owned),
        new(
            "target_port",
            "service_port_mapping_mismatch",
            Service("web", "web", 9090),
            Web(1),
            Pod(Runs),
            Owned,
            "SELECTS Service/web Pod/web-1"
        ),
        new(
            "zero",
            "deployment_zero_replicas",
            Service("web", "web"),
            """{"kind": "Deployment", "name": "web", "spec": {"replicas": 0, "template": {"metadata": {"labels": {"app": "web"} }, "spec": {"containers": [{"name": "main"}]} } }, "status": {"observedGeneration": 1} }""",
            Other(1),
            "CALLS Deployment/other Service/web"
        ),
        new(
            "governing",
            "governing_service_missing",
            """{"kind": "StatefulSet", "name": "db", "spec": {"replicas": 1, "serviceName": "db", "template": {"metadata": {"labels": {"app": "db"} } } }, "status": {"replicas": 1, "readyReplicas": 1} }""",
            Service("web", "web")
        ),
        // Ingress
        new("ingress_backend", "ingress_backend_missing", IngressTo("wbe"), Nginx, Service("web", "web")),
        new("ingress_port", "ingress_port_mismatch", IngressTo("web", port: 8080), Nginx, Service("web", "web")),
        new("ingress_class", "ingress_class_missing", IngressTo("web", "traefik"), Nginx, Service("web", "web")),
        new(
            "ingress_tls",
            "ingress_certificate_missing",
            IngressTo("web", tls: "web-tls"),
            Nginx,
            Service("web", "web"),
            """{"kind": "Secret", "name": "other", "type": "Opaque"}"""
        ),
        new(
            "ingress_not_tls",
            "ingress_certificate_missing",
            IngressTo("web", tls: "web-tls"),
            Nginx,
            Service("web", "web"),
            """{"kind": "Secret", "name": "web-tls", "type": "Opaque", "data": {"mode": ""} }"""
        ),
        new(
            "route",
            "gateway_misroute",
            """{"kind": "HTTPRoute", "name": "web", "spec": {"parentRefs": [{"name": "edge"}], "rules": [{"backendRefs": [{"name": "wbe", "port": 80}]}]} }""",
            """{"kind": "Gateway", "name": "edge", "spec": {"gatewayClassName": "edge", "listeners": [{"name": "http", "port": 80, "protocol": "HTTP"}]}, "status": {"conditions": [{"type": "Programmed", "status": "True"}]} }""",
            """{"kind": "GatewayClass", "name": "edge", "status": {"conditions": [{"type": "Accepted", "status": "True"}]} }""",
            Service("web", "web")
        ),
        // Network
        new(
            "policy",
            "network_policy_blocks",
            Policy("\"policyTypes\": [\"Ingress\"]"),
            Web(1),
            Pod(Runs),
            Service("web", "web"),
            Owned
        ),
        new(
            "policy_dns",
            "network_policy_blocks_dns",
            Policy("\"policyTypes\": [\"Egress\"]"),
            Web(1),
            Pod(Runs),
            Owned
        ),
        // Quotas
        new(
            "quota",
            "namespace_pod_quota_exceeded",
            """{"kind": "ResourceQuota", "name": "limits", "spec": {"hard": {"pods": "1"} }, "status": {"hard": {"pods": "1"}, "used": {"pods": "1"} } }""",
            Web(0),
            """{"kind": "ReplicaSet", "name": "web-5d", "spec": {"replicas": 1}, "status": {"replicas": 0} }""",
            "CONTROLS Deployment/web ReplicaSet/web-5d",
            "event ReplicaSet/web-5d FailedCreate: Error creating: pods \"web-5d-zz\" is forbidden: exceeded quota: limits, requested: pods=1, used: pods=1, limited: pods=1",
            "LIMITS ResourceQuota/limits Namespace/shop"
        ),
        // Disruption and scaling
        new("budget", "disruption_budget_blocks", Budget("web"), Web(1), Pod(Runs), Owned),
        new("budgets", "disruption_budget_overlap", Budget("one"), Budget("two"), Web(1), Pod(Runs), Owned),
        new("scaled_missing", "autoscaler_target_missing", Autoscaler("one", "wbe"), Web(1)),
        new(
            "scaled_twice",
            "autoscaler_overlap",
            Autoscaler("one", "web"),
            Autoscaler("two", "web"),
            Web(1),
            "SCALES HorizontalPodAutoscaler/one Deployment/web",
            "SCALES HorizontalPodAutoscaler/two Deployment/web"
        ),
        // Admission
        new("webhook_missing", "admission_webhook_unavailable", Webhook, Service("web", "web"), Web(1)),
        new(
            "webhook_down",
            "admission_webhook_unavailable",
            Webhook,
            Service("guard", "web"),
            Web(0),
            Pod(Waits("it is broken")),
            Owned
        ),
        // Containers, images, probes and nodes
        new("image", "incorrect_image_reference", Web(0), Pod(Image), Owned, OnNode),
        new("memory", "oom_killed", Web(0), Pod(Killed), Owned, OnNode),
        new("probe", "liveness_probe_incorrect_port", Web(0, Probe), Pod(Starting, Probe), Owned, OnNode),
        new(
            "node",
            "node_not_ready",
            """{"kind": "Node", "name": "node-2", "status": {"conditions": [{"type": "Ready", "status": "False", "lastTransitionTime": "2026-11-21T11:03:20Z", "message": "it is gone"}]} }""",
            Web(0),
            Pod("\"conditions\": [{\"type\": \"Ready\", \"status\": \"False\"}]"),
            Owned,
            "RUNS_ON Pod/web-1 Node/node-2"
        ),
        // Custom resources
        new(
            "certificate",
            "certificate_not_issued",
            Custom("Certificate", "web"),
            Custom("Issuer", "ca"),
            "USES Certificate/web Issuer/ca"
        ),
    ];
}
