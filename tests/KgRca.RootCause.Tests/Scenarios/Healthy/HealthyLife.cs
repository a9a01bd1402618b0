using KgRca.Contracts.Records;
using KgRca.RootCause.Tests.Topology;

namespace KgRca.RootCause.Tests.Scenarios.Healthy;

/// <summary>What happens to the workloads and nodes of a cluster in which all goes well.</summary>
internal sealed class HealthyLife
{
    private readonly HealthyCluster _cluster;
    private readonly HealthyWorkload _dns;
    private readonly HealthyWorkload _web;
    private readonly HealthyBatch _batch;

    public HealthyLife(Choices choices)
    {
        _cluster = new HealthyCluster(choices);
        _batch = new HealthyBatch(_cluster);
        _dns = new HealthyWorkload(_cluster, "kube-system", "coredns");
        _web = new HealthyWorkload(_cluster, "team", "web", 3);
    }

    /// <summary>The chapters of its life, which can be told in any order.</summary>
    public static IReadOnlyList<string> Chapters { get; } =
    [
        "install",
        "rollout",
        "autoscale",
        "cron",
        "sidecars",
        "drain",
        "spot",
        "namespace",
        "operator",
        "certificate",
        "leader",
    ];

    public List<WireRecord> Tell(IReadOnlyList<string> chapters)
    {
        foreach (var node in (string[])["node-1", "node-2", "node-3"])
            Node(node);
        _cluster.See("Namespace", null, "team", "\"status\": {\"phase\": \"Active\"}");
        _dns.Install("node-1", "node-2");
        _web.Install("node-1", "node-2", "node-3");
        _cluster.After(60, _cluster.List);
        // The rest comes when logs, events and objects have been read for more than a window.
        _cluster.After(100, () => Log("web-r1-0", "started", Severity.Info));
        var at = 1100.0;
        foreach (var chapter in chapters)
        {
            _cluster.After(at, Told(chapter));
            at += _cluster.About(120);
        }
        _cluster.After(at + 1200, () => _cluster.Event("Tick", "the end", _web.Reference, Severity.Info));
        _cluster.Play();
        return _cluster.Records();
    }

    private Action Told(string chapter) =>
        chapter switch
        {
            "install" => () => Install("shop"),
            "rollout" => () => _web.RollOut("node-1"),
            "autoscale" => Autoscale,
            "cron" => _batch.RunWithRetry,
            "sidecars" => _batch.RunBesideSidecars,
            "drain" => () => Drain("node-3", ThenReturns),
            "spot" => ReplaceSpotNode,
            "namespace" => EndNamespace,
            "operator" => RestartOperator,
            "certificate" => RenewCertificate,
            "leader" => HandOver,
            _ => throw new ArgumentOutOfRangeException(nameof(chapter)),
        };

    private void Node(string name, bool isReady = true, bool isCordoned = false) =>
        _cluster.See(
            "Node",
            null,
            name,
            $$"""
            "spec": { {{(
                isCordoned
                    ? "\"unschedulable\": true, \"taints\": [{\"key\": \"node.kubernetes.io/unschedulable\", \"effect\": \"NoSchedule\"}]"
                    : ""
            )}} },
            "status": {"conditions": [{"type": "Ready", "status": "{{(isReady ? "True" : "False")}}"{{(
                isReady ? "" : ", \"reason\": \"KubeletNotReady\", \"message\": \"cni plugin not initialized\""
            )}}, "lastTransitionTime": "{{HealthyCluster.Clock(_cluster.Now)}}"}],
              "allocatable": {"cpu": "8", "memory": "32Gi", "pods": "110"} }
            """
        );

    private void Log(string pod, string message, Severity severity, string @namespace = "team") =>
        _cluster.Event("Log", message, new ObjectReference("Pod", pod, @namespace), severity, EventSource.K8sLog);

    /// <summary>A chart, with a claim that is bound within seconds and a workload that waits for it.</summary>
    private void Install(string @namespace)
    {
        var name = $"api-{@namespace}";
        _cluster.See("Namespace", null, @namespace, "\"status\": {\"phase\": \"Active\"}");
        _cluster.See("ServiceAccount", @namespace, "default", "\"secrets\": []");
        _cluster.See("Secret", @namespace, "api", "\"type\": \"Opaque\", \"data\": {\"key\": \"\"}");
        _cluster.See("ConfigMap", @namespace, "api", "\"data\": {\"key\": \"a1b2\"}");
        const string Claim = "\"spec\": {\"storageClassName\": \"standard\", \"accessModes\": [\"ReadWriteOnce\"]}, ";
        _cluster.See("PersistentVolumeClaim", @namespace, "data", Claim + "\"status\": {\"phase\": \"Pending\"}");
        _cluster.After(
            _cluster.About(8),
            () =>
                _cluster.See("PersistentVolumeClaim", @namespace, "data", Claim + "\"status\": {\"phase\": \"Bound\"}")
        );
        var api = new HealthyWorkload(_cluster, @namespace, name)
        {
            StartsIn = 40,
            Spec = """
                "containers": [{"name": "main", "image": "registry.example/app:1", "ports": [{"containerPort": 8080}],
                  "envFrom": [{"secretRef": {"name": "api"}}, {"configMapRef": {"name": "api"}}],
                  "readinessProbe": {"httpGet": {"path": "/ready", "port": 8080}, "periodSeconds": 5}}],
                "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]
                """,
        };
        api.Install();
        _cluster.See(
            "Ingress",
            @namespace,
            name,
            $$"""
            "spec": {"rules": [{"host": "shop.example", "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "{{name}}", "port": {"number": 80} } } }]} }]}
            """
        );
        foreach (var pod in api.Pods)
            _cluster.After(
                0.1,
                () =>
                    _cluster.Event(
                        "FailedScheduling",
                        "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
                        pod.Reference
                    )
            );
    }

    private void Autoscale()
    {
        _cluster.See(
            "HorizontalPodAutoscaler",
            "team",
            "idle",
            """
            "spec": {"minReplicas": 0, "maxReplicas": 5, "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "idle"}},
            "status": {"conditions": [{"type": "AbleToScale", "status": "True"}, {"type": "ScalingActive", "status": "True"}]}
            """
        );
        var idle = new HealthyWorkload(_cluster, "team", "idle");
        idle.Install("node-1", "node-2");
        _cluster.After(150, () => idle.Scale(4, "node-1", "node-2"));
        _cluster.After(250, () => idle.Scale(0));
        _cluster.After(400, () => idle.Scale(1, "node-2"));
        _cluster.After(520, () => idle.Scale(0));
    }

    private void Drain(string node, Action<string> then)
    {
        Node(node, isCordoned: true);
        _cluster.Event(
            "NodeNotSchedulable",
            $"Node {node} status is now: NodeNotSchedulable",
            new("Node", node),
            Severity.Info
        );
        Budget(0);
        _cluster.Event(
            "EvictionBlocked",
            "Cannot evict pod as it would violate the pod's disruption budget.",
            _web.Reference
        );
        Evict(node, () => then(node));
    }

    private void Budget(int allowed) =>
        _cluster.See(
            "PodDisruptionBudget",
            "team",
            "web",
            $$"""
            "spec": {"minAvailable": 2, "selector": {"matchLabels": {"app": "web"} } },
            "status": {"disruptionsAllowed": {{allowed}}, "currentHealthy": {{2
                + allowed}}, "desiredHealthy": 2, "expectedPods": 3}
            """
        );

    private void Evict(string node, Action then)
    {
        var left = _web.Pods.FirstOrDefault(pod => pod.Node == node);
        if (left is null)
        {
            Budget(1);
            _cluster.After(5, then);
            return;
        }
        _web.End(left);
        _web.Make("node-1").WhenReady = () => Evict(node, then);
    }

    private void ThenReturns(string node) => _cluster.After(_cluster.About(60), () => Node(node));

    /// <summary>A node is taken back by the cloud; the autoscaler adds another for the Pod that waits.</summary>
    private void ReplaceSpotNode()
    {
        Node("spot-1");
        var pod = _web.Make("spot-1");
        _cluster.After(
            200,
            () =>
            {
                Node("spot-1", isCordoned: true);
                _web.End(pod);
                var waiting = _web.Make(null);
                _cluster.Event(
                    "FailedScheduling",
                    "0/4 nodes are available: 1 node(s) were unschedulable, 3 Insufficient cpu. preemption: 0/4 nodes are available: 4 No preemption victims found for incoming pod.",
                    waiting.Reference
                );
                _cluster.Event(
                    "TriggeredScaleUp",
                    "pod triggered scale-up: [{spot 1->2 (max: 5)}]",
                    waiting.Reference,
                    Severity.Info
                );
                _cluster.After(30, () => _cluster.Delete("Node", null, "spot-1"));
                _cluster.After(25, () => Node("spot-2", isReady: false));
                _cluster.After(45, () => Node("spot-2"));
                _cluster.After(46, () => waiting.Place("spot-2"));
            }
        );
    }

    private void EndNamespace()
    {
        Install("preview");
        _cluster.After(
            300,
            () =>
            {
                _cluster.See(
                    "Namespace",
                    null,
                    "preview",
                    "\"spec\": {\"finalizers\": [\"kubernetes\"]}, \"status\": {\"phase\": \"Terminating\"}",
                    $$""", "deletionTimestamp": "{{HealthyCluster.Clock(_cluster.Now)}}" """
                );
                // Its controllers delete all kinds, in no order.
                foreach (var (kind, name) in _cluster.In("preview"))
                    _cluster.After(
                        _cluster.About(10) + (kind == "Pod" ? 15 : 0),
                        () => _cluster.Delete(kind, "preview", name)
                    );
                _cluster.After(45, () => _cluster.Delete("Namespace", null, "preview"));
            }
        );
    }

    private void RestartOperator()
    {
        var @operator = new HealthyWorkload(_cluster, "operators", "database-operator", 1);
        @operator.Install("node-2");
        _cluster.After(
            200,
            () =>
            {
                foreach (var pod in @operator.Pods.ToList())
                    @operator.End(pod);
                @operator.Make("node-1");
            }
        );
        _cluster.After(
            205,
            () =>
                Log(
                    "database-operator-r1-1",
                    "attempting to acquire leader lease operators/lock",
                    Severity.Info,
                    "operators"
                )
        );
    }

    private void RenewCertificate()
    {
        const string Spec =
            "\"spec\": {\"secretName\": \"web-tls\", \"issuerRef\": {\"name\": \"ca\", \"kind\": \"Issuer\"}}";
        _cluster.See(
            "Secret",
            "team",
            "web-tls",
            "\"type\": \"kubernetes.io/tls\", \"data\": {\"tls.crt\": \"\", \"tls.key\": \"\"}"
        );
        Certificate("True", "Ready", "False");
        _cluster.After(30, () => Certificate("True", "Ready", "True"));
        _cluster.After(40, () => Certificate("False", "DoesNotExist", "True"));
        _cluster.After(
            55,
            () =>
            {
                _cluster.See(
                    "Secret",
                    "team",
                    "web-tls",
                    "\"type\": \"kubernetes.io/tls\", \"data\": {\"tls.crt\": \"\", \"tls.key\": \"\"}, \"immutable\": false"
                );
                Certificate("True", "Ready", "False");
            }
        );

        void Certificate(string ready, string reason, string issuing) =>
            _cluster.See(
                "Certificate",
                "team",
                "web-tls",
                $$"""
                {{Spec}}, "status": {"conditions": [
                  {"type": "Ready", "status": "{{ready}}", "reason": "{{reason}}", "message": "of the certificate", "lastTransitionTime": "{{HealthyCluster.Clock(
                    _cluster.Now
                )}}"},
                  {"type": "Issuing", "status": "{{issuing}}", "reason": "Renewing", "message": "of the certificate", "lastTransitionTime": "{{HealthyCluster.Clock(
                    _cluster.Now
                )}}"}]}
                """
            );
    }

    /// <summary>The leader of two replicas is replaced, gives up its lease, and the other takes it.</summary>
    private void HandOver()
    {
        var controller = new HealthyWorkload(_cluster, "operators", "queue-controller");
        controller.Install("node-1", "node-2");
        _cluster.After(
            200,
            () =>
            {
                var leader = controller.Pods.First();
                controller.End(leader);
                controller.Make("node-3");
                _cluster.After(
                    1.5,
                    () => Log(leader.Name, "stopped leading operators/queue", Severity.Error, "operators")
                );
                _cluster.Event(
                    "LeaderElection",
                    "queue-controller-r1-1 became leader",
                    new("Lease", "queue", "operators"),
                    Severity.Info
                );
            }
        );
    }
}
