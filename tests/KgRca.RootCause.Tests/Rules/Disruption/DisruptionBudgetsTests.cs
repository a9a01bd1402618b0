using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Tests.Rules.Disruption;

public sealed class DisruptionBudgetsTests
{
    private readonly World _world = new();

    public DisruptionBudgetsTests() =>
        _world.Add(
            """{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"template": {"metadata": {"labels": {"app": "web", "tier": "front"}}}}}"""
        );

    [Theory]
    [InlineData(0, 2, 2, true)]
    [InlineData(0, 2, 1, false)]
    [InlineData(1, 2, 2, false)]
    [InlineData(0, 0, 0, false)]
    public void Inspect_NoDisruptionIsAllowedThoughAllIsWell_IsALatentRisk(
        int allowed,
        int expected,
        int healthy,
        bool isFound
    )
    {
        var findings = _world.Inspect(
            Budget(
                "web",
                "app",
                $$"""{"disruptionsAllowed": {{allowed}}, "expectedPods": {{expected}}, "currentHealthy": {{healthy}}, "desiredHealthy": {{expected}}}"""
            )
        );
        Assert.Equal(
            isFound,
            findings.Exists(finding => finding is { Cause: Causes.BudgetBlocks, Role: CauseRole.Latent })
        );
    }

    [Fact]
    public void Inspect_BudgetOfPodsWithoutAWorkload_SaysSo()
    {
        var finding = Assert.Single(
            _world.Inspect(
                Budget(
                    "web",
                    "app",
                    """{"disruptionsAllowed": 0, "expectedPods": 0, "currentHealthy": 2, "desiredHealthy": 0}"""
                )
            )
        );
        Assert.Equal((Causes.BudgetBlocks, "DisruptionBudgetOfUnmanagedPods"), (finding.Cause, finding.Reason));
    }

    [Fact]
    public void Inspect_BudgetThatCannotBeReckoned_SaysWhy()
    {
        var findings = _world.Inspect(
            Budget(
                "web",
                "app",
                """{"disruptionsAllowed": 0, "conditions": [{"type": "DisruptionAllowed", "status": "False", "reason": "SyncFailed", "message": "found no controllers for pod \"runner\""}]}"""
            )
        );
        Assert.Equal(
            (Causes.BudgetBlocks, CauseRole.Latent),
            Assert.Single(findings.Select(finding => (finding.Cause, finding.Role)))
        );
        Assert.Contains(
            "found no controllers for pod \"runner\"",
            Assert.Single(findings).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Inspect_TwoBudgetsForOnePod_NamesBothAndTheWorkload()
    {
        var first = Budget("web", "app", "{}");
        Assert.Empty(_world.Inspect(first));
        var second = Budget("front", "tier", "{}");
        Assert.Equal(
            "PodDisruptionBudgets web and front both match the Pods of Deployment web: none of them can be evicted.",
            Assert.Single(_world.Inspect(first)).Message
        );
        Assert.Contains(first, _world.Affected(second));
    }

    [Theory]
    [InlineData("web", "wob", 0, 0, true)]
    [InlineData("web-pdb", "wob", 0, 0, true)]
    [InlineData("web", "web", 0, 0, false)]
    [InlineData("web", "wob", 1, 1, false)]
    [InlineData("nightly", "nightly", 0, 0, false)]
    public void Inspect_BudgetThatSelectsNoPod_IsFoundWhereTheWorkloadOfItsNameHasOtherLabels(
        string name,
        string app,
        int expected,
        int healthy,
        bool isFound
    )
    {
        var budget = _world.Add(
            $$$"""
            {"kind": "PodDisruptionBudget", "metadata": {"namespace": "shop", "name": "{{{name}}}"}, "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "{{{app}}}"} } },
             "status": {"disruptionsAllowed": 0, "expectedPods": {{{expected}}}, "currentHealthy": {{{healthy}}}, "desiredHealthy": 2} }
            """
        );
        var findings = _world
            .Inspect(budget)
            .FindAll(finding => finding is { Cause: Causes.BudgetSelector, Role: CauseRole.Latent });
        Assert.Equal(isFound, findings.Count == 1);
        if (isFound)
            Assert.Equal(
                $"PodDisruptionBudget {name} matches no Pods: none has the labels it selects; those of Deployment web have labels app=web, tier=front.",
                findings[0].Message
            );
        Assert.Contains(
            budget,
            _world.Affected(
                _world.Add(
                    """{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"template": {"metadata": {"labels": {"app": "web", "tier": "front"}}}}}"""
                )
            )
        );
    }

    private ResourceState Budget(string name, string label, string status) =>
        _world.Add(
            $$$$$"""
            {"kind": "PodDisruptionBudget", "metadata": {"namespace": "shop", "name": "{{{{{name}}}}}"}, "spec": {"minAvailable": 2, "selector": {"matchLabels": {"{{{{{label}}}}}": "{{{{{name}}}}}"}}}, "status": {{{{{status}}}}} }
            """
        );
}
