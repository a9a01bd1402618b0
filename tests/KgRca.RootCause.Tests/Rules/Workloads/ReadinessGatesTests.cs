using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Workloads;

public sealed class ReadinessGatesTests
{
    [Theory]
    [InlineData(
        """{"type": "lb/web", "status": "False", "message": "Health checks failed"}""",
        "it is False: Health checks failed"
    )]
    [InlineData("""{"type": "lb/web", "status": "Unknown"}""", "it is Unknown")]
    [InlineData("""{"type": "PodScheduled", "status": "True"}""", "its condition is not set")]
    public void Inspect_ReadyContainersBehindAGate_NamesTheGateAndWhatItSays(string condition, string says)
    {
        var finding = Assert.Single(World.InspectAlone(Pod("False", condition, isReady: true)));
        Assert.Equal(
            (Causes.ReadinessGate, CauseRole.Origin, Severity.Warning, World.Now.AddMinutes(-1)),
            (finding.Cause, finding.Role, finding.Severity, finding.Onset)
        );
        Assert.Equal(
            $"The containers of Pod web-1 are ready, but readiness gate lb/web is not met: {says}.",
            finding.Message
        );
    }

    [Theory]
    [InlineData("True", "True", true)]
    [InlineData("False", "True", true)]
    [InlineData("False", "False", false)]
    public void Inspect_OpenGateOrContainersThatAreNotReady_FindsNothing(string ready, string gate, bool isReady) =>
        Assert.Empty(World.InspectAlone(Pod(ready, $$"""{"type": "lb/web", "status": "{{gate}}"}""", isReady)));

    private static string Pod(string ready, string condition, bool isReady) =>
        $$$"""
            {"kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1"}, "spec": {"nodeName": "node-1", "readinessGates": [{"conditionType": "lb/web"}], "containers": [{"name": "main"}]},
             "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "{{{ready}}}", "lastTransitionTime": "2026-03-01T11:59:00Z"}, {{{condition}}}],
              "containerStatuses": [{"name": "main", "ready": {{{(
                isReady ? "true" : "false"
            )}}}, "state": {"running": {} } }]} }
            """;
}
