using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Scheduling;

public sealed class SchedulingEventsTests
{
    // As Kubernetes 1.28 to 1.33 writes them.
    [Theory]
    [InlineData(
        "FailedScheduling",
        "0/4 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 3 Insufficient cpu. preemption: 0/4 nodes are available: 1 Preemption is not helpful for scheduling, 3 No preemption victims found for incoming pod.",
        Causes.CpuCapacity
    )]
    [InlineData("FailedScheduling", "0/3 nodes are available: 3 Insufficient memory.", Causes.MemoryCapacity)]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint {dedicated: batch}.",
        Causes.CpuCapacity
    )]
    [InlineData("FailedScheduling", "0/3 nodes are available: 3 node(s) were unschedulable.", Causes.NodeCordon)]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.",
        Causes.NodeSelector
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules.",
        Causes.AntiAffinity
    )]
    [InlineData("FailedScheduling", "0/3 nodes are available: 3 Too many pods.", Causes.PodCapacity)]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 3 node(s) didn't match pod affinity rules.",
        Causes.Affinity
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 1 node(s) didn't match pod topology spread constraints (missing required label), 2 node(s) didn't match pod topology spread constraints.",
        Causes.TopologySpread
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 3 node(s) didn't have free ports for the requested pod ports.",
        Causes.HostPort
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 1 Insufficient cpu, 2 Insufficient nvidia.com/gpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
        Causes.ResourceCapacity
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 2 Insufficient cpu, 1 Insufficient ephemeral-storage.",
        Causes.CpuCapacity
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 3 node(s) exceed max volume count.",
        Causes.ResourceCapacity
    )]
    [InlineData(
        "FailedScheduling",
        "0/6 nodes are available: 6 cannot allocate all claims. still not schedulable, preemption: 0/6 nodes are available: 6 Preemption is not helpful for scheduling.",
        Causes.ResourceCapacity
    )]
    [InlineData(
        "FailedScheduling",
        "0/6 nodes are available: request gpu: device class large does not exist. no new claims to deallocate, preemption: 0/6 nodes are available: 6 Preemption is not helpful for scheduling.",
        Causes.DeviceClaim
    )]
    [InlineData(
        "FailedResourceClaimCreation",
        "PodResourceClaim gpu: resource claim template \"gpu\": resourceclaimtemplate.resource.k8s.io \"gpu\" not found",
        Causes.DeviceClaim
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: 2 node(s) had untolerated taint {ToBeDeletedByClusterAutoscaler: 1764300000}, 1 Insufficient cpu.",
        Causes.CpuCapacity
    )]
    [InlineData("Preempting", "Preempted in order to admit critical pod", Causes.Preempted)]
    public void Assess_WarningThatTellsItsCause_IsAnOrigin(string reason, string message, string cause) =>
        Assert.Equal(CauseAssessment.Origin(cause), Meaning.OfWarning(reason, message));
}
