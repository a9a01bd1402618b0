using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Rules;

/// <summary>Errors whose words lead to the object that is broken, however far it is by edges.</summary>
public sealed class LeadTests
{
    [Theory]
    [InlineData(
        "metrics.k8s.io",
        "failed to get cpu utilization: unable to fetch metrics from resource metrics API: the server is currently unable to handle the request (get pods.metrics.k8s.io)"
    )]
    [InlineData(
        "custom.metrics.k8s.io",
        "unable to get metric queue_length: unable to fetch metrics from custom metrics API: the server is currently unable to handle the request (get queues.custom.metrics.k8s.io)"
    )]
    [InlineData(
        "external.metrics.k8s.io",
        "unable to get external metric: unable to fetch metrics from external metrics API: the server could not find the requested resource (get lag.external.metrics.k8s.io)"
    )]
    public void Process_AutoscalerWhoseApiIsUnavailable_BlamesTheApiService(string group, string message)
    {
        var scene = new Scene().Pod("alpha", "other-node");
        scene.See(
            -5,
            $$"""{"apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService", "metadata": {"name": "v1beta1.{{group}}", "uid": "api", "creationTimestamp": "2026-01-01T00:00:00Z"}, "spec": {"group": "{{group}}", "version": "v1beta1", "service": {"namespace": "mon", "name": "adapter"} }, "status": {"conditions": [{"type": "Available", "status": "False", "reason": "MissingEndpoints", "message": "endpoints for service/adapter in \"mon\" have no addresses", "lastTransitionTime": "2026-05-04T02:59:55Z"}]} }"""
        );
        scene.Event(0, "FailedGetResourceMetric", message, "HorizontalPodAutoscaler", "alpha", count: 4);
        Assert.Equal($"APIService v1beta1.{group}: api_service_unavailable", scene.First());
    }

    [Theory]
    [InlineData(
        "error when evicting pods/\"alpha-0\" -n \"team\" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget."
    )]
    [InlineData(
        "eviction of team/alpha-0 refused: 429 TooManyRequests: disruption budget alpha needs 1 healthy pods and has 1 currently"
    )]
    [InlineData(
        "cluster-autoscaler: failed to evict pod alpha-0: Cannot evict pod as it would violate the pod's disruption budget."
    )]
    public void Process_EvictionThatIsRefused_BlamesTheBudgetOfThePod(string message)
    {
        var scene = new Scene().Pod("drainer", "other-node");
        scene.See(
            -900,
            """{"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "team", "name": "alpha-0", "uid": "p", "labels": {"app": "alpha"} }, "spec": {}, "status": {"conditions": [{"type": "Ready", "status": "True"}]} }"""
        );
        scene.See(
            -900,
            """{"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"namespace": "team", "name": "alpha-budget", "uid": "b", "creationTimestamp": "2026-01-01T00:00:00Z"}, "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "alpha"} } }, "status": {"disruptionsAllowed": 0, "expectedPods": 1, "currentHealthy": 1, "desiredHealthy": 1} }"""
        );
        scene.Log(0, "drainer-0", message, Severity.Critical).Log(60, "drainer-0", message, Severity.Critical);
        Assert.Equal("PodDisruptionBudget alpha-budget: disruption_budget_blocks", scene.First());
    }

    [Theory]
    [InlineData("dial tcp 203.0.113.7:443: connect: connection refused")]
    [InlineData("GET https://shop.example.org/cart failed: connection reset by peer")]
    [InlineData("javax.net.ssl.SSLException: shop.example.org:443 failed to respond: connection reset")]
    public void Process_ClientThatNamesABrokenGateway_BlamesTheGateway(string message)
    {
        var scene = new Scene().Pod("probe", "other-node");
        scene.See(
            -900,
            """{"apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass", "metadata": {"name": "any", "uid": "c"}, "spec": {} }"""
        );
        scene.See(
            -2,
            """{"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"namespace": "edge", "name": "public", "uid": "g", "creationTimestamp": "2026-01-01T00:00:00Z"}, "spec": {"gatewayClassName": "any", "listeners": [{"name": "https", "hostname": "*.example.org"}]}, "status": {"addresses": [{"type": "IPAddress", "value": "203.0.113.7"}], "listeners": [{"name": "https", "conditions": [{"type": "ResolvedRefs", "status": "False", "reason": "RefNotPermitted", "message": "not permitted", "lastTransitionTime": "2026-05-04T02:59:58Z"}]}]} }"""
        );
        for (var round = 0; round < 4; round++)
            scene.Log(round * 30, "probe-0", message);
        Assert.Equal("Gateway public: gateway_not_programmed", scene.First());
    }

    [Theory]
    [InlineData(
        "kube-apiserver-cp",
        "conversion webhook for x.io/v1, Kind=X failed: Post \"https://hook.ops.svc:443/convert?timeout=30s\": x509: certificate signed by unknown authority"
    )]
    [InlineData(
        "uptime",
        "probe failed target=https://hook.ops.svc.cluster.local err=\"x509: certificate has expired or is not yet valid\""
    )]
    [InlineData(
        "crawler",
        "ssl.SSLError: certificate verify failed: unable to get local issuer for https://hook.ops:8443/"
    )]
    public void Process_ServerThatAClientDoesNotTrust_BlamesTheServer(string reporter, string message)
    {
        var scene = new Scene().Pod(reporter, "other-node").Pod("hook", "other-node", @namespace: "ops");
        scene.See(
            -900,
            """{"apiVersion": "v1", "kind": "Service", "metadata": {"namespace": "ops", "name": "hook", "uid": "s"}, "spec": {} }"""
        );
        scene.Edge(EdgeType.Selects, "Service", "hook", "ops", "Pod", "hook-0", "ops");
        scene.Log(0, $"{reporter}-0", message).Log(40, $"{reporter}-0", message);
        Assert.Equal("Service hook: certificate_invalid", scene.First());
    }

    [Theory]
    [InlineData(
        "kube-apiserver-cp",
        "rpc error: code = ResourceExhausted desc = etcdserver: mvcc: database space exceeded"
    )]
    [InlineData(
        "kube-controller-manager-cp",
        "\"Unhandled Error\" err=\"sync failed with etcdserver: mvcc: database space exceeded\""
    )]
    [InlineData("etcd-cp", "{\"msg\":\"alarm raised\",\"alarm\":\"NOSPACE\"}")]
    public void Process_EtcdThatIsFull_BlamesEtcdWhoeverReportsIt(string reporter, string message)
    {
        var scene = new Scene().Pod("etcd-cp", "other-node", kind: "Node", @namespace: "kube-system");
        if (reporter != "etcd-cp")
            scene.Pod(reporter, "other-node", kind: "Node", @namespace: "kube-system");
        scene.Log(0, $"{reporter}-0", message, @namespace: "kube-system");
        scene.Log(30, $"{reporter}-0", message, @namespace: "kube-system");
        Assert.Equal("Pod etcd-cp-0: etcd_database_full", scene.First());
    }

    [Theory]
    [InlineData(
        "{\"msg\":\"Reconciler error\",\"Cache\":{\"name\":\"main\",\"namespace\":\"team\"},\"error\":\"shard 2 is lost\"}"
    )]
    [InlineData("E0504 \"Reconciler error\" controllerKind=\"Cache\" Cache=\"team/main\" err=\"shard 2 is lost\"")]
    [InlineData("failed to reconcile Cache/team/main: shard 2 is lost")]
    public void Process_OperatorThatReportsItsResource_IsOneIncidentOfTheResource(string message)
    {
        var scene = new Scene().Pod("cache-operator", "other-node", @namespace: "ops");
        scene.See(
            -900,
            """{"apiVersion": "caches.example.org/v1", "kind": "Cache", "metadata": {"namespace": "team", "name": "main", "uid": "m", "creationTimestamp": "2026-01-01T00:00:00Z"}, "spec": {}, "status": {"conditions": [{"type": "Ready", "status": "True"}]} }"""
        );
        scene.See(
            -1,
            """{"apiVersion": "caches.example.org/v1", "kind": "Cache", "metadata": {"namespace": "team", "name": "main", "uid": "m", "creationTimestamp": "2026-01-01T00:00:00Z"}, "spec": {}, "status": {"conditions": [{"type": "Ready", "status": "False", "reason": "ShardLost", "message": "shard 2 is lost", "lastTransitionTime": "2026-05-04T02:59:59Z"}]} }"""
        );
        for (var round = 0; round < 8; round++)
            scene.Log(round * 60 + 400, "cache-operator-0", message, @namespace: "ops");
        Assert.Equal("Cache main: custom_resource_not_ready", scene.First());
    }

    [Fact]
    public void Process_OneNodeWhoseKubeletTheApiServerRefuses_BlamesTheNode()
    {
        var scene = new Scene()
            .Node("n-1")
            .Node("n-2")
            .Pod("kube-apiserver-cp", "n-2", kind: "Node", @namespace: "kube-system");
        scene.Log(
            0,
            "kube-apiserver-cp-0",
            "\"Unable to authenticate the request\" err=\"[x509: certificate has expired or is not yet valid]\"",
            @namespace: "kube-system"
        );
        scene.See(
            40,
            """{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n-1", "uid": "n-1", "creationTimestamp": "2026-01-01T00:00:00Z"}, "spec": {}, "status": {"conditions": [{"type": "Ready", "status": "Unknown", "reason": "NodeStatusUnknown", "message": "Kubelet stopped posting node status.", "lastTransitionTime": "2026-05-04T03:00:40Z"}]} }"""
        );
        Assert.Equal("Node n-1: node_not_ready", scene.First());
    }

    [Theory]
    [InlineData("kube-flannel-ds", "kube-flannel-cfg")]
    [InlineData("cilium", "cilium-config")]
    [InlineData("calico-node", "calico-config")]
    public void Process_NetworkSettingsThatWereChangedBefore_AreTheFirstAnswer(string agent, string map)
    {
        var scene = new Scene().Pod("alpha", "other-node").Pod("beta", "other-node");
        scene.Pod(agent, "other-node", kind: "DaemonSet", @namespace: "kube-system");
        foreach (var (second, mtu) in new[] { (-900, "1450"), (-120, "9000") })
            scene.See(
                second,
                $$"""{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"namespace": "kube-system", "name": "{{map}}", "uid": "cm"}, "data": {"mtu": "{{mtu}}"} }"""
            );
        for (var round = 0; round < 4; round++)
            scene
                .Log(round * 30, "alpha-0", "upload failed: net/http: TLS handshake timeout")
                .Log(round * 30 + 3, "beta-0", "java.net.SocketTimeoutException: Read timed out while reading body");
        Assert.Equal($"ConfigMap {map}: configuration_changed", scene.First());
    }
}
