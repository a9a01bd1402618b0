namespace KgRca.RootCause.Tests.Rules.Volumes;

public sealed class DriverControllersTests
{
    private const string Controller =
        """ "containers": [{"name": "csi-provisioner", "image": "registry.example/csi-provisioner:3"}, {"name": "acme-driver", "image": "registry.example/acme:1"}] """;

    [Theory]
    [InlineData(
        "failed to provision volume with StorageClass \"fast\": rpc error: code = Internal desc = UnauthorizedOperation: You are not authorized to perform this operation"
    )]
    [InlineData(
        "failed to provision volume with StorageClass \"fast\": rpc error: code = Unauthenticated desc = InvalidClientSecret: Unauthorized"
    )]
    public void Process_DriverWithoutCredentials_BlamesItsController(string message)
    {
        var scene = new Scene().Node("n-1").Pod("acme-csi-controller", "n-1", spec: Controller);
        Claim(scene, "one");
        scene.Event(1, "ProvisioningFailed", message, "PersistentVolumeClaim", "one", count: 3);
        scene.Event(40, "ProvisioningFailed", message, "PersistentVolumeClaim", "one", count: 3);
        Assert.Equal("Deployment acme-csi-controller: volume_provisioning_failed", scene.First());
    }

    [Fact]
    public void Process_ControllerThatAloneSaysWhyAClaimWaits_IsBlamed()
    {
        var scene = new Scene().Node("n-1").Pod("acme-csi-controller", "n-1", spec: Controller);
        Claim(scene, "one");
        scene.Log(
            2,
            "acme-csi-controller-0",
            "could not create volume: ExpiredToken: the security token included in the request is expired"
        );
        scene.Event(60, "ExternalProvisioning", "Waiting for a volume to be created", "PersistentVolumeClaim", "one");
        Assert.Equal("Deployment acme-csi-controller: volume_provisioning_failed", scene.First());
    }

    [Fact]
    public void Process_ClaimThatAsksForTooMuch_BlamesTheClaim()
    {
        var scene = new Scene().Node("n-1").Pod("acme-csi-controller", "n-1", spec: Controller);
        Claim(scene, "one");
        scene.Event(
            1,
            "ProvisioningFailed",
            "rpc error: code = InvalidArgument desc = size is larger than 16 TiB",
            "PersistentVolumeClaim",
            "one",
            count: 3
        );
        scene.Event(
            40,
            "ProvisioningFailed",
            "rpc error: code = InvalidArgument desc = size is larger than 16 TiB",
            "PersistentVolumeClaim",
            "one",
            count: 3
        );
        Assert.DoesNotContain("controller", scene.First(), StringComparison.Ordinal);
    }

    private static void Claim(Scene scene, string name) =>
        scene
            .See(
                -500,
                """{"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "fast", "uid": "fast"}, "provisioner": "block.csi.acme.example"}"""
            )
            .See(
                0,
                $$"""
                {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"namespace": "team", "name": "{{name}}", "uid": "{{name}}", "creationTimestamp": "2026-05-04T03:00:00Z", "annotations": {"volume.kubernetes.io/storage-provisioner": "block.csi.acme.example"} },
                 "spec": {"storageClassName": "fast", "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"} } }, "status": {"phase": "Pending"} }
                """
            );
}
