using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Containers;

public sealed class ContainerEventsTests
{
    // As Kubernetes 1.28 to 1.33 writes them.
    [Theory]
    [InlineData("FailedPostStartHook", "PostStartHook failed", Causes.LifecycleHook)]
    [InlineData("Failed", "Error: container has runAsNonRoot and image will run as root", Causes.SecurityContext)]
    [InlineData(
        "Failed",
        "Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"srv\": executable file not found in $PATH: unknown",
        Causes.InvalidCommand
    )]
    [InlineData(
        "Failed",
        "Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"/srv\": permission denied: unknown",
        Causes.InvalidCommand
    )]
    [InlineData("OOMKilling", "Memory cgroup out of memory: Killed process 4242 (server)", Causes.OomKilled)]
    [InlineData(
        "Evicted",
        "Pod ephemeral local storage usage exceeds the total limit of containers 1Gi.",
        Causes.EphemeralStorage
    )]
    [InlineData("Evicted", "Usage of EmptyDir volume \"cache\" exceeds the limit \"10Mi\".", Causes.EphemeralStorage)]
    public void Assess_WarningThatTellsItsCause_IsAnOrigin(string reason, string message, string cause) =>
        Assert.Equal(CauseAssessment.Origin(cause), Meaning.OfWarning(reason, message));

    // node-problem-detector tells it of the node, whoever was killed.
    [Theory]
    [InlineData("Memory cgroup out of memory: Killed process 4242 (java)", false, Causes.OomKilled)]
    [InlineData("Out of memory: Killed process 4242 (java)", true, Causes.MemoryPressure)]
    public void Assess_KillToldOfANode_IsTheNodesOnlyWithoutALimit(string message, bool isItself, string cause) =>
        Assert.Equal(
            isItself ? CauseAssessment.Origin(cause) : CauseAssessment.Symptom(cause),
            Meaning.OfWarning("OOMKilling", message, "Node")
        );
}
