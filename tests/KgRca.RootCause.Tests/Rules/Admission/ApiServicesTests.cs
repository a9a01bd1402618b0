using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Tests.Rules.Admission;

/// <summary>Aggregated APIs, and the autoscalers that read metrics from them.</summary>
public sealed class ApiServicesTests
{
    private readonly World _world = new();

    [Theory]
    [InlineData("False", "FailedDiscoveryCheck", true)]
    [InlineData("False", "MissingEndpoints", true)]
    [InlineData("False", "ServiceNotFound", true)]
    [InlineData("True", "Passed", false)]
    [InlineData("Unknown", "Passed", false)]
    public void Inspect_ByItsCondition_IsFoundWhileItIsNotAvailable(string status, string reason, bool isFound) =>
        Assert.Equal(
            isFound ? [Causes.ApiService] : [],
            _world.Inspect(Add("metrics.k8s.io", status, reason)).Select(finding => finding.Cause)
        );

    [Fact]
    public void Inspect_Unavailable_IsAWarningThatSaysWhatTheApiServerSays()
    {
        var finding = Assert.Single(_world.Inspect(Add("metrics.k8s.io", "False", "MissingEndpoints")));
        Assert.Equal((CauseRole.Origin, Severity.Warning), (finding.Role, finding.Severity));
        Assert.Equal(
            "APIService v1.metrics.k8s.io is unavailable: endpoints for service/metrics in \"kube-system\" have no addresses",
            finding.Message
        );
        Assert.Equal(World.Now.AddMinutes(-10), finding.Onset);
    }

    [Fact]
    public void Inspect_LocalOne_FindsNothing() =>
        Assert.Empty(
            World.InspectAlone(
                """{"kind": "APIService", "metadata": {"name": "v1.apps"}, "spec": {"group": "apps", "version": "v1"}, "status": {"conditions": [{"type": "Available", "status": "True", "reason": "Local"}]}}"""
            )
        );

    [Fact]
    public void Inspect_NamespaceThatIsNotDeletedForIt_NamesIt()
    {
        Add("other.example.com", "False", "MissingEndpoints");
        var service = Add("metrics.k8s.io", "False", "MissingEndpoints");
        var finding = Assert.Single(
            _world.Inspect(
                _world.Add(
                    """
                    {"kind": "Namespace", "metadata": {"name": "shop"}, "status": {"conditions": [{"type": "NamespaceDeletionDiscoveryFailure", "status": "True", "reason": "DiscoveryFailed",
                     "message": "Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: metrics.k8s.io/v1: stale GroupVersion discovery: metrics.k8s.io/v1"}]}}
                    """
                )
            )
        );
        Assert.StartsWith(
            "Namespace shop is stuck in Terminating because APIService v1.metrics.k8s.io is unavailable: Discovery failed",
            finding.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(finding.Evidence, evidence => evidence.Object == service.NodeKey.Key);
    }

    [Theory]
    [InlineData("metrics.k8s.io", "FailedGetResourceMetric", true)]
    [InlineData("metrics.k8s.io", "FailedGetContainerResourceMetric", true)]
    [InlineData("custom.metrics.k8s.io", "FailedGetPodsMetric", true)]
    [InlineData("custom.metrics.k8s.io", "FailedGetObjectMetric", true)]
    [InlineData("external.metrics.k8s.io", "FailedGetExternalMetric", true)]
    [InlineData("custom.metrics.k8s.io", "FailedGetResourceMetric", false)]
    [InlineData("metrics.k8s.io", "FailedGetExternalMetric", false)]
    [InlineData("metrics.k8s.io", "InvalidMetricSourceType", false)]
    public void Inspect_AutoscalerWithoutMetrics_NamesTheApiThatItHasAsked(string group, string reason, bool isNamed)
    {
        var autoscaler = Autoscaler(reason);
        Assert.Single(Assert.Single(_world.Inspect(autoscaler)).Evidence);
        var service = Add(group, "False", "FailedDiscoveryCheck");
        var finding = Assert.Single(_world.Inspect(autoscaler));
        Assert.Equal(Causes.AutoscalerMetrics, finding.Cause);
        Assert.Equal(isNamed, finding.Evidence.Any(evidence => evidence.Object == $"prod/APIService//{service.Name}"));
        Assert.Equal(
            isNamed,
            finding.Message.EndsWith($"; APIService {service.Name} is unavailable", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Affected_ByAnApiOfMetrics_AreAutoscalers()
    {
        var autoscaler = Autoscaler("FailedGetResourceMetric");
        Assert.Contains(autoscaler, _world.Affected(Add("metrics.k8s.io", "True", "Passed")));
        Assert.Contains(autoscaler, _world.Affected(Add("external.metrics.k8s.io", "True", "Passed")));
        Assert.DoesNotContain(autoscaler, _world.Affected(Add("wardle.example.com", "True", "Passed")));
    }

    private ResourceState Add(string group, string status, string reason) =>
        _world.Add(
            $$"""
            {"kind": "APIService", "metadata": {"name": "v1.{{group}}"}, "spec": {"group": "{{group}}", "version": "v1", "service": {"namespace": "kube-system", "name": "metrics", "port": 443} },
             "status": {"conditions": [{"type": "Available", "status": "{{status}}", "reason": "{{reason}}", "message": "endpoints for service/metrics in \"kube-system\" have no addresses", "lastTransitionTime": "2026-03-01T11:50:00Z"}]} }
            """
        );

    private ResourceState Autoscaler(string reason) =>
        _world.Add(
            $$"""
            {"kind": "HorizontalPodAutoscaler", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"maxReplicas": 5, "scaleTargetRef": {"kind": "Deployment", "name": "web"} },
             "status": {"conditions": [{"type": "ScalingActive", "status": "False", "reason": "{{reason}}", "message": "m"}]} }
            """
        );
}
