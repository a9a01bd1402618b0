using CsCheck;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Changes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Tests.Rules;

/// <summary>Objects and texts come from anyone's cluster: no shape of theirs may stop a tenant's pipeline.</summary>
public sealed class RobustnessTests
{
    private static readonly string[] Kinds =
    [
        "Pod",
        "Deployment",
        "StatefulSet",
        "DaemonSet",
        "Service",
        "Endpoints",
        "EndpointSlice",
        "Node",
        "PersistentVolumeClaim",
        "PersistentVolume",
        "StorageClass",
        "ResourceQuota",
        "ConfigMap",
        "Secret",
        "ServiceAccount",
        "Job",
        "HorizontalPodAutoscaler",
        "Ingress",
        "IngressClass",
        "NetworkPolicy",
        "PodDisruptionBudget",
        "ValidatingWebhookConfiguration",
        "APIService",
        "HTTPRoute",
        "Gateway",
        "GatewayClass",
        "Namespace",
    ];

    // Text that is not Unicode is not among them: a record with any is refused before it comes here.
    // Members that detectors read, so that random objects reach deep into them.
    private static readonly string[] Members =
    [
        "metadata",
        "labels",
        "spec",
        "status",
        "template",
        "containers",
        "initContainers",
        "containerStatuses",
        "initContainerStatuses",
        "state",
        "lastState",
        "waiting",
        "terminated",
        "reason",
        "message",
        "exitCode",
        "finishedAt",
        "name",
        "ports",
        "containerPort",
        "livenessProbe",
        "readinessProbe",
        "httpGet",
        "port",
        "selector",
        "matchLabels",
        "targetPort",
        "replicas",
        "conditions",
        "type",
        "hard",
        "used",
        "phase",
        "accessModes",
        "capacity",
        "storage",
        "resources",
        "requests",
        "claimRef",
        "volumes",
        "configMap",
        "secret",
        "env",
        "envFrom",
        "valueFrom",
        "data",
        "subsets",
        "addresses",
        "storageClassName",
        "unschedulable",
        "creationTimestamp",
        "deletionTimestamp",
        "periodSeconds",
        "failureThreshold",
        "initialDelaySeconds",
        "limits",
        "memory",
        "nodeSelector",
        "affinity",
        "nodeAffinity",
        "requiredDuringSchedulingIgnoredDuringExecution",
        "nodeSelectorTerms",
        "matchExpressions",
        "key",
        "operator",
        "values",
        "taints",
        "tolerations",
        "effect",
        "value",
        "nodeName",
        "ready",
        "readyReplicas",
        "ownerReferences",
        "kind",
        "completionTime",
        "lastTransitionTime",
        "scaleTargetRef",
        "maxReplicas",
        "ingressClassName",
        "tls",
        "annotations",
        "host",
        "pathType",
        "loadBalancer",
        "parentRefs",
        "gatewayClassName",
        "from",
        "namespaceSelector",
        "ipBlock",
        "clusterIP",
        "externalIPs",
        "secretName",
        "rules",
        "http",
        "paths",
        "path",
        "backend",
        "service",
        "number",
        "defaultBackend",
        "podSelector",
        "policyTypes",
        "ingress",
        "egress",
        "endPort",
        "webhooks",
        "clientConfig",
        "namespace",
        "failurePolicy",
        "backendRefs",
        "parents",
        "parentRef",
        "serviceName",
        "observedGeneration",
        "disruptionsAllowed",
        "expectedPods",
        "currentHealthy",
    ];

    private static readonly Gen<string> Scalar = Gen.OneOf(
        Gen.OneOf(
            "null",
            "true",
            "false",
            "0",
            "137",
            "1e400",
            "99999999999",
            "2147483647",
            "-2147483648",
            "\"\"",
            "\"a\"",
            "\"Pending\"",
            "\"Ready\"",
            "\"False\"",
            "\"True\"",
            "\"Failed\"",
            "\"CronJob\"",
            "\"Progressing\"",
            "\"ReplicaFailure\"",
            "\"ScalingActive\"",
            "\"Ingress\"",
            "\"Service\"",
            "\"OOMKilled\"",
            "\"ErrImagePull\"",
            "\"10Gi\"",
            "\"1e999Ki\"",
            "\"..\"",
            "\"2026-03-01T11:00:00Z\"",
            "\"0001-01-01T00:00:00Z\"",
            "\"9999-12-31T23:59:59Z\""
        ),
        Gen.Int.Select(number => $"{number}")
    );

    private static Gen<string> Json(int depth) =>
        depth == 0
            ? Scalar
            : Gen.Frequency(
                (1, Scalar),
                (2, Json(depth - 1).Array[0, 3].Select(items => $"[{string.Join(',', items)}]")),
                (4, Object(depth))
            );

    private static Gen<string> Object(int depth) =>
        Gen.Select(Gen.OneOf(Members), Json(depth - 1))
            .Array[0, 6]
            .Select(members =>
                $"{{{string.Join(',', members.Select(member => $"\"{member.Item1}\":{member.Item2}"))}}}"
            );

    [Fact]
    public void InspectAndChange_AnyObjects_NeverThrow() =>
        Gen.Select(Gen.OneOf(Kinds), Object(6), Object(6))
            .Array[1, 6]
            .Sample(
                objects =>
                {
                    var world = new World();
                    var findings = new List<Finding>();
                    for (var i = 0; i < objects.Length; i++)
                    {
                        var (kind, before, after) = objects[i];
                        var resource = world.Topology.GetOrAdd(
                            new Contracts.Identity.ResourceId(World.Cluster, kind, "shop", $"x{i}"),
                            out _
                        );
                        (resource.Object, resource.ObservedAt, resource.CreatedAt) = (
                            World.Json(after),
                            World.Now,
                            World.Json(after).At("metadata").Time("creationTimestamp")
                        );
                        world.Topology.Index(resource);
                        ObjectChanges.Inspect(resource, World.Json(before), World.Json(after), World.Now);
                        foreach (var affected in world.Affected(resource, i % 2 == 0 ? World.Json(before) : null))
                            RuleIndex.Inspect(world.Topology, affected, findings);
                    }
                    Assert.All(findings, finding => Assert.False(string.IsNullOrWhiteSpace(finding.Message)));
                },
                iter: 5_000
            );

    [Fact]
    public void Assess_AnyTexts_NeverThrows()
    {
        var topology = new ClusterTopology();
        var pod = topology.GetOrAdd(new Contracts.Identity.ResourceId(World.Cluster, "Pod", "shop", "x"), out _);
        var source = Gen.OneOf("k8s.event", "k8s.log", "prom.alert", "node.health", "probe", "change", "?");
        var reason = Gen.OneOf(
            "Failed",
            "FailedScheduling",
            "FailedCreate",
            "FailedMount",
            "Unhealthy",
            "BackOff",
            "FailedCreatePodSandBox",
            "x"
        );
        var piece = Gen.OneOf(
            Gen.String,
            Gen.OneOf(
                "0/4 nodes are available: ",
                "99999999999 ",
                "Insufficient cpu",
                ",",
                ":",
                "exceeded quota",
                "requested: ",
                "used: ",
                "Liveness probe failed: "
            )
        );
        Gen.Select(source, Gen.Enum<Severity>(), reason, piece.Array[0, 8])
            .Sample(
                (from, severity, why, pieces) =>
                {
                    CauseTaxonomy.Assess(from, severity, why, string.Concat(pieces), pod, topology);
                }
            );
    }
}
