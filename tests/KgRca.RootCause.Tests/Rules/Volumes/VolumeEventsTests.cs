using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Volumes;

public sealed class VolumeEventsTests
{
    // As Kubernetes 1.28 to 1.33 writes them.
    [Theory]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 3 node(s) had volume node affinity conflict.",
        Causes.VolumeZone
    )]
    [InlineData(
        "FailedScheduling",
        "0/16 nodes are available: 13 node(s) had untolerated taint(s), 3 node(s) didn't match PersistentVolume's node affinity. no new claims to deallocate, preemption: 0/16 nodes are available: 16 Preemption is not helpful for scheduling.",
        Causes.VolumeZone
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 3 node(s) didn't find available persistent volumes to bind.",
        Causes.ClaimUnbound
    )]
    [InlineData(
        "FailedScheduling",
        "0/6 nodes are available: 6 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod. no new claims to deallocate, preemption: 0/6 nodes are available: 6 No preemption victims found for incoming pod.",
        Causes.VolumeMultiAttach
    )]
    [InlineData(
        "VolumeResizeFailed",
        "resize volume \"pv-1\" by resizer \"disk.csi.example.com\" failed: rpc error: code = OutOfRange desc = too large",
        Causes.Provisioning
    )]
    [InlineData(
        "FailedMount",
        "MountVolume.SetUp failed for volume \"pv\" : mount failed: exit status 32",
        Causes.VolumeMount
    )]
    [InlineData(
        "FailedAttachVolume",
        "Multi-Attach error for volume \"pvc-1\" Volume is already exclusively attached to one node and can't be attached to another",
        Causes.VolumeMultiAttach
    )]
    [InlineData("ProvisioningFailed", "storageclass.storage.k8s.io \"fast\" not found", Causes.ClaimStorageClass)]
    [InlineData(
        "ProvisioningFailed",
        "failed to provision volume with StorageClass \"fast\": rpc error: code = ResourceExhausted",
        Causes.Provisioning
    )]
    [InlineData(
        "FailedMount",
        "MountVolume.MountDevice failed for volume \"pvc-1\" : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name ebs.csi.aws.com not found in the list of registered CSI drivers",
        Causes.VolumeDriver
    )]
    [InlineData(
        "FailedMount",
        "MountVolume.SetUp failed for volume \"nfs\" : mount failed: exit status 32\nOutput: mount.nfs: access denied by server while mounting 10.0.0.9:/data",
        Causes.VolumePermission
    )]
    [InlineData(
        "FailedMount",
        "Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[], failed to process volumes=[]: timed out waiting for the condition",
        Causes.VolumeMount
    )]
    public void Assess_WarningThatTellsItsCause_IsAnOrigin(string reason, string message, string cause) =>
        Assert.Equal(CauseAssessment.Origin(cause), Meaning.OfWarning(reason, message));
}
