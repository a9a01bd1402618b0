using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Workloads;

public sealed class TerminationsTests
{
    [Fact]
    public void Inspect_EndedPodThatAFinalizerHolds_NamesTheFinalizer()
    {
        var finding = Assert.Single(
            World.InspectAlone(Pod("""["batch.kubernetes.io/job-tracking", "example.com/hold"]""", grace: 0))
        );
        Assert.Equal(
            (Causes.TerminationStuck, CauseRole.Origin, Severity.Warning),
            (finding.Cause, finding.Role, finding.Severity)
        );
        Assert.Equal(
            "Pod web-1 is stuck in Terminating: finalizer example.com/hold blocks its deletion.",
            finding.Message
        );
    }

    [Theory]
    [InlineData("""["example.com/hold"]""", 30)]
    [InlineData("[]", 0)]
    [InlineData("""["batch.kubernetes.io/job-tracking"]""", 0)]
    public void Inspect_PodThatIsEnding_FindsNothing(string finalizers, int grace) =>
        Assert.Empty(World.InspectAlone(Pod(finalizers, grace)));

    private static string Pod(string finalizers, int grace) =>
        $$$"""
            {"kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1", "deletionTimestamp": "2026-03-01T11:59:00Z", "deletionGracePeriodSeconds": {{{grace}}}, "finalizers": {{{finalizers}}} },
             "spec": {"nodeName": "node-1", "containers": []}, "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
            """;
}
