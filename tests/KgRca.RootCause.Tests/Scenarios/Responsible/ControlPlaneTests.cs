using KgRca.Contracts.Records;
using static KgRca.RootCause.Tests.Scenarios.Responsible.ClusterParts;

namespace KgRca.RootCause.Tests.Scenarios.Responsible;

/// <summary>Parts of the control plane that fail while others report it.</summary>
public sealed class ControlPlaneTests
{
    [Fact]
    public void Process_WorkloadBehindAnApiThatCrashes_IsWhyAnAutoscalerHasNoMetrics()
    {
        var scene = new Scene().Crashes("Deployment", "metrics-server", "other-node", "panic: no kubelet answers");
        scene.Add(-60, "v1", "Service", "metrics-server", """ "spec": {"ports": [{"port": 443}]} """, "kube-system");
        scene.Edge(
            EdgeType.Selects,
            "Service",
            "metrics-server",
            "kube-system",
            "Pod",
            "metrics-server-0",
            "kube-system"
        );
        Api(scene, "v1beta1.metrics.k8s.io", "metrics.k8s.io", "v1beta1");
        Autoscaler(scene, "FailedGetResourceMetric", "the server is currently unable to handle the request");
        Assert.StartsWith("Deployment metrics-server: ", scene.Answer(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "MountVolume.SetUp failed for volume \"cfg\" : configmaps \"web\" is forbidden: User \"system:node:ip-10-0-0-7\" cannot get resource \"configmaps\" in API group \"\" in the namespace \"team\": no relationship found between node 'ip-10-0-0-7' and this object"
    )]
    [InlineData(
        "MountVolume.SetUp failed for volume \"token\" : failed to fetch token: serviceaccounts \"web\" is forbidden: User \"system:node:n-70\" cannot create resource \"serviceaccounts/token\""
    )]
    public void Process_KubeletUnderAnothersName_IsWhyItsPodsDoNotStart(string message)
    {
        var scene = new Scene().Node("n-7").Pod("web", "n-7", -30, ready: false);
        scene.Event(0, "FailedMount", message, "Pod", "web-0", count: 5);
        Assert.Equal("Node n-7: kubelet_rejected of Deployment web", scene.Answer());
    }

    [Theory]
    [InlineData(
        "\"Failed to scrape node\" err=\"Get \\\"https://10.0.0.7:10250/metrics/resource\\\": x509: certificate has expired or is not yet valid\" node=\"n-7\""
    )]
    [InlineData(
        "unable to fetch node metrics: Get \"https://n-7:10250/stats/summary\": x509: certificate has expired or is not yet valid"
    )]
    public void Process_KubeletWhoseCertificateNobodyAccepts_IsNamed(string line)
    {
        var scene = new Scene().Node("n-7").Pod("metrics-server", "other-node", @namespace: "kube-system");
        foreach (var second in (double[])[0, 30, 60])
            scene.Log(second, "metrics-server-0", line, @namespace: "kube-system");
        Assert.Equal("Node n-7: kubelet_rejected of Deployment metrics-server", scene.Answer());
    }

    [Theory]
    [InlineData(2, "Pod kube-apiserver-0: api_server_overloaded")]
    [InlineData(1, "Deployment op-0: api_server_overloaded")]
    public void Process_RequestsThatArePutOff_BlameTheServerWhereSeveralSayIt(int clients, string answer)
    {
        var scene = new Scene().Pod("kube-apiserver", "other-node", kind: "Node", @namespace: "kube-system");
        for (var i = 0; i < clients; i++)
            scene.Pod($"op-{i}", "other-node");
        for (var i = 0; i < clients * 3; i++)
            scene.Log(
                i * 10,
                $"op-{i % clients}-0",
                "error syncing: the server has received too many requests and has asked us to try again later (get pods)"
            );
        Assert.StartsWith(answer, scene.Answer(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hostpath.csi.k8s.io", "csi-hostpath-provisioner")]
    [InlineData("nfs.csi.acme.example", "acme-nfs-controller")]
    public void Process_ControllerThatIsScaledToNothing_IsWhyAClaimGetsNoVolume(string driver, string controller)
    {
        var scene = new Scene();
        Claim(scene, driver);
        scene.Add(
            -60,
            "apps/v1",
            "Deployment",
            controller,
            """
            "spec": {"replicas": 0, "template": {"spec": {"containers": [{"name": "csi-provisioner", "image": "csi-provisioner:v4"}]} } }
            """,
            "kube-system"
        );
        Assert.StartsWith($"Deployment {controller}: ", scene.Answer(), StringComparison.Ordinal);
    }

    [Fact]
    public void Process_DriverThatIsNotInstalled_BlamesTheStorageClass()
    {
        var scene = new Scene().Add(-900, "storage.k8s.io/v1", "CSIDriver", "ebs.csi.aws.com", "", null);
        Claim(scene, "disk.csi.acme.example");
        Assert.StartsWith("StorageClass fast: volume_provisioner_missing", scene.Answer(), StringComparison.Ordinal);
    }

    [Fact]
    public void Process_AttacherThatCrashes_IsWhyAVolumeIsNotAttached()
    {
        var scene = new Scene().Node("n-7");
        scene.Crashes(
            "Deployment",
            "ebs-csi-controller",
            "other-node",
            "could not get region: no EC2 IMDS role found",
            spec: """ "containers": [{"name": "ebs-plugin", "image": "ebs:v1"}, {"name": "csi-attacher", "image": "csi-attacher:v4"}] """
        );
        scene.Pod("db", "n-7", -10, ready: false, spec: WithClaim);
        scene.Event(
            5,
            "FailedAttachVolume",
            "AttachVolume.Attach failed for volume \"pvc-1\" : timed out waiting for external-attacher of ebs.csi.aws.com CSI driver to attach volume vol-0abc",
            "Pod",
            "db-0",
            count: 5
        );
        Assert.StartsWith("Deployment ebs-csi-controller: ", scene.Answer(), StringComparison.Ordinal);
    }

    private static void Claim(Scene scene, string driver)
    {
        scene.Add(-900, "storage.k8s.io/v1", "StorageClass", "fast", $"\"provisioner\": \"{driver}\"", null);
        scene.Add(
            -10,
            "v1",
            "PersistentVolumeClaim",
            "data",
            """
            "spec": {"storageClassName": "fast", "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"} } }, "status": {"phase": "Pending"}
            """,
            created: "2026-05-04T02:59:50Z"
        );
    }

    private static void Api(Scene scene, string name, string group, string version) =>
        scene.Add(
            -40,
            "apiregistration.k8s.io/v1",
            "APIService",
            name,
            $$"""
            "spec": {"group": "{{group}}", "version": "{{version}}", "service": {"name": "metrics-server", "namespace": "kube-system"} },
            "status": {"conditions": [{{Condition(
                "Available",
                "False",
                "FailedDiscoveryCheck",
                "context deadline exceeded"
            )}}]}
            """,
            null
        );

    private static void Autoscaler(Scene scene, string reason, string message)
    {
        scene.Add(
            -30,
            "autoscaling/v2",
            "HorizontalPodAutoscaler",
            "bystander",
            $$"""
            "spec": {"scaleTargetRef": {"kind": "Deployment", "name": "bystander"}, "maxReplicas": 5}, "status": {"conditions": [{{Condition(
                "ScalingActive",
                "False",
                reason,
                message
            )}}]}
            """
        );
        scene.Event(0, reason, message, "HorizontalPodAutoscaler", "bystander", count: 5);
    }
}
