using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Autoscaling;

public sealed class AutoscalingEventsTests
{
    // As Kubernetes 1.28 to 1.33 writes them.
    [Theory]
    [InlineData(
        "AmbiguousSelector",
        "pods by selector app=web are controlled by multiple HPAs: [shop/web shop/canary]",
        Causes.AutoscalerOverlap
    )]
    [InlineData(
        "FailedComputeMetricsReplicas",
        "pods by selector app=web are controlled by multiple HPAs: [shop/web shop/canary]",
        Causes.AutoscalerOverlap
    )]
    [InlineData("FailedComputeMetricsReplicas", "selector is required", Causes.AutoscalerTarget)]
    [InlineData("SelectorRequired", "selector is required", Causes.AutoscalerTarget)]
    public void Assess_WarningThatTellsItsCause_IsAnOrigin(string reason, string message, string cause) =>
        Assert.Equal(CauseAssessment.Origin(cause), Meaning.OfWarning(reason, message));
}
