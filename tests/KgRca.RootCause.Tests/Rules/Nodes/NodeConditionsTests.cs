using KgRca.Contracts.Records;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Nodes;

public sealed class NodeConditionsTests
{
    [Theory]
    [InlineData("Ready", "True")]
    [InlineData("DiskPressure", "False")]
    [InlineData("MemoryPressure", "Unknown")]
    public void Inspect_HealthyCondition_FindsNothing(string type, string status) =>
        Assert.Empty(Findings(type, status));

    [Theory]
    [InlineData("Ready", "False", Causes.NodeNotReady)]
    [InlineData("Ready", "Unknown", Causes.NodeNotReady)]
    [InlineData("MemoryPressure", "True", Causes.MemoryPressure)]
    [InlineData("DiskPressure", "True", Causes.DiskPressure)]
    [InlineData("PIDPressure", "True", Causes.PidPressure)]
    [InlineData("NetworkUnavailable", "True", Causes.NodeNetwork)]
    [InlineData("KernelDeadlock", "True", Causes.NodeProblem)]
    [InlineData("ReadonlyFilesystem", "True", Causes.NodeProblem)]
    public void Inspect_BadCondition_IsAnErrorSinceItsTransition(string type, string status, string cause)
    {
        var finding = Assert.Single(Findings(type, status));
        Assert.Equal(
            (cause, Severity.Error, World.Now.AddMinutes(-3)),
            (finding.Cause, finding.Severity, finding.Onset)
        );
        Assert.Contains("worker-1", finding.Message, StringComparison.Ordinal);
        Assert.EndsWith("what kubelet says", finding.Message, StringComparison.Ordinal);
    }

    private static List<Finding> Findings(string type, string status, string createdAt = "2026-01-01T00:00:00Z") =>
        World.InspectAlone(
            $$$"""
            {
              "kind": "Node", "metadata": {"name": "worker-1", "creationTimestamp": "{{{createdAt}}}"},
              "status": {"conditions": [
                {"type": "{{{type}}}", "status": "{{{status}}}", "message": "what kubelet says", "lastTransitionTime": "2026-03-01T11:57:00Z"}]}
            }
            """
        );
}
