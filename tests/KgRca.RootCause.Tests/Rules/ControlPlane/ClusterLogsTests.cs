using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Rules.ControlPlane;

public sealed class ClusterLogsTests
{
    [Theory]
    [InlineData(
        "E0504 reflector.go:150] k8s.io/client-go: Failed to watch *v1.Secret: failed to list *v1.Secret: Unauthorized"
    )]
    [InlineData("ApiException when calling kubernetes: (401)\nReason: Unauthorized")]
    [InlineData(
        "io.fabric8.kubernetes.client.KubernetesClientException: Failure executing: GET at: https://10.96.0.1/api/v1/pods. Message: Unauthorized"
    )]
    [InlineData("error: the server has asked for the client to provide credentials")]
    [InlineData("Server returned HTTP response code: 401 for URL: https://10.96.0.1:443/api/v1/namespaces/team/pods")]
    public void Process_ApiServerThatRefusesAToken_NamesTheProcessThatKeepsIt(string line)
    {
        var scene = new Scene().Node("n-1").Pod("watcher", "n-1");
        scene.Log(0, "watcher-0", line).Log(20, "watcher-0", line);
        Assert.Equal("Deployment watcher: api_token_rejected", scene.First());
    }

    [Theory]
    [InlineData(
        "pods is forbidden: User \\\"system:serviceaccount:team:watcher\\\" cannot list resource \\\"pods\\\" in API group \\\"\\\" at the cluster scope"
    )]
    [InlineData("pods is forbidden: User \"system:serviceaccount:team:watcher\" cannot list resource \"pods\"")]
    [InlineData(
        "error retrieving resource lock team/watcher: leases.coordination.k8s.io \"watcher\" is forbidden: User \"system:serviceaccount:team:watcher\" cannot get resource \"leases\" in API group \"coordination.k8s.io\""
    )]
    public void Process_ForbiddenLineWithEscapedQuotes_IsMissingPermission(string line)
    {
        var scene = new Scene().Node("n-1").Pod("watcher", "n-1");
        scene.Log(0, "watcher-0", line);
        Assert.Equal("Deployment watcher: rbac_forbidden", scene.First());
    }

    [Theory]
    [InlineData(
        "{\"level\":\"warn\",\"msg\":\"apply request took too long\",\"took\":\"3.1s\",\"expected-duration\":\"100ms\"}"
    )]
    [InlineData("etcdserver: failed to send out heartbeat on time (exceeded the 100ms timeout for 2.3s, to 9e)")]
    [InlineData("wal: sync duration of 4.1s, expected less than 1s")]
    public void Process_SlowStoreWhileLeasesAreLost_NamesTheStore(string line)
    {
        foreach (var isStoreFirst in (bool[])[true, false])
        {
            var scene = new Scene().Node("cp-1").Pod("etcd-cp", "cp-1", kind: "Node").Pod("scheduler", "cp-1");
            if (isStoreFirst)
                scene.Log(0, "etcd-cp-0", line, Severity.Warning);
            scene.Log(
                5,
                "scheduler-0",
                "leaderelection.go:332] error retrieving resource lock kube-system/scheduler: context deadline exceeded"
            );
            if (!isStoreFirst)
                scene.Log(6, "etcd-cp-0", line, Severity.Warning);
            scene.Log(8, "scheduler-0", "leaderelection lost", Severity.Critical);
            Assert.Equal("Pod etcd-cp-0: etcd_slow", scene.First());
            Assert.Equal(scene.First(), scene.First(scene.Records.Count - 1));
        }
    }

    [Fact]
    public void Process_NodesThatTheApiServerTurnsAway_AreBlamedForTheirCertificate()
    {
        var scene = new Scene()
            .Node("cp-1")
            .Node("n-1")
            .Node("n-2")
            .Pod("kube-apiserver-cp", "cp-1", kind: "Node", @namespace: "kube-system");
        scene.Log(
            0,
            "kube-apiserver-cp-0",
            "\"Unable to authenticate the request\" err=\"[x509: certificate has expired or is not yet valid: current time is after 2026-05-04T02:59:59Z]\"",
            @namespace: "kube-system"
        );
        foreach (var node in (string[])["n-1", "n-2"])
            scene.See(
                40,
                $$"""{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "{{node}}", "uid": "{{node}}", "creationTimestamp": "2026-01-01T00:00:00Z"}, "spec": {}, "status": {"conditions": [{"type": "Ready", "status": "Unknown", "reason": "NodeStatusUnknown", "message": "Kubelet stopped posting node status.", "lastTransitionTime": "2026-05-04T03:00:40Z"}]} }"""
            );
        Assert.Contains(scene.First(), (string[])["Node n-1: kubelet_rejected", "Node n-2: kubelet_rejected"]);
    }

    [Fact]
    public void Process_SlowStoreThatHurtsNobody_OpensNoIncident()
    {
        var scene = new Scene().Node("cp-1").Pod("etcd-cp", "cp-1", kind: "Node");
        for (var i = 0; i < 10; i++)
            scene.Log(i * 10, "etcd-cp-0", "apply request took too long, took: 140ms", Severity.Warning);
        Assert.Null(scene.First());
    }

    [Fact]
    public void Process_BinaryForAnotherProcessorInAnInfoLine_IsRead()
    {
        var scene = new Scene()
            .Node("arm")
            .Pod(
                "probe",
                "arm",
                -10,
                ready: false,
                kind: "DaemonSet",
                status: """, "containerStatuses": [{"name": "main", "restartCount": 3, "state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": {"terminated": {"exitCode": 255, "reason": "Error"}}}]"""
            );
        scene.Log(0, "probe-0", "exec /usr/bin/probe: exec format error", Severity.Info);
        scene.Event(5, "BackOff", "Back-off restarting failed container", "Pod", "probe-0", count: 3);
        Assert.Equal("DaemonSet probe: image_platform_mismatch", scene.First());
    }
}
