using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Workloads;

public sealed class ScaleToZeroTests
{
    [Theory]
    [InlineData("HorizontalPodAutoscaler", "\"minReplicas\": 0", "web", 0)]
    [InlineData("HorizontalPodAutoscaler", "\"minReplicas\": 1", "web", 1)]
    [InlineData("HorizontalPodAutoscaler", "\"minReplicas\": 0", "other", 1)]
    [InlineData("ScaledObject", "\"maxReplicaCount\": 5", "web", 0)]
    [InlineData("ScaledObject", "\"minReplicaCount\": 0", "web", 0)]
    [InlineData("ScaledObject", "\"minReplicaCount\": 2", "web", 1)]
    public void Inspect_WorkloadWithoutReplicas_IsFoundUnlessItsAutoscalerWantsNone(
        string kind,
        string minimum,
        string target,
        int findings
    )
    {
        var world = new World();
        world.Add(
            $$$"""{"kind": "{{{kind}}}", "metadata": {"namespace": "shop", "name": "web"}, "spec": { {{{minimum}}}, "scaleTargetRef": {"name": "{{{target}}}"} } }"""
        );
        world.Add(
            """{"kind": "Service", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"selector": {"app": "web"} } }"""
        );
        var web = world.Add(
            """{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"replicas": 0, "template": {"metadata": {"labels": {"app": "web"} } } } }"""
        );
        Assert.Equal(findings, world.Inspect(web).Count(finding => finding.Cause == Causes.ZeroReplicas));
    }
}
