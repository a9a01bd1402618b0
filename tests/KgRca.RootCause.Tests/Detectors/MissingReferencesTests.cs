using KgRca.Contracts.Records;
using KgRca.RootCause.Detectors;
using KgRca.RootCause.Taxonomy;

namespace KgRca.RootCause.Tests.Detectors;

public sealed class MissingReferencesTests
{
    public static TheoryData<string, string, string> References => new()
    {
        { "ServiceAccount", """ "serviceAccountName": "x" """, Causes.MissingServiceAccount },
        { "ConfigMap", """ "volumes": [{"configMap": {"name": "x"}}] """, Causes.MissingConfigMap },
        { "Secret", """ "volumes": [{"secret": {"secretName": "x"}}] """, Causes.MissingSecret },
        { "PersistentVolumeClaim", """ "volumes": [{"persistentVolumeClaim": {"claimName": "x"}}] """, Causes.MissingClaim },
        { "ConfigMap", """ "containers": [{"name": "server", "envFrom": [{"configMapRef": {"name": "x"}}]}] """, Causes.MissingConfigMap },
        { "Secret", """ "containers": [{"name": "server", "env": [{"valueFrom": {"secretKeyRef": {"name": "x", "key": "k"}}}]}] """, Causes.MissingSecret },
        { "Secret", """ "initContainers": [{"name": "migrate", "env": [{"valueFrom": {"secretKeyRef": {"name": "x", "key": "k"}}}]}] """, Causes.MissingSecret },
    };

    [Theory, MemberData(nameof(References))]
    public void Inspect_ReferenceToAbsentObject_NamesIt(string kind, string podSpec, string cause)
    {
        var finding = Assert.Single(Findings(kind, "shop", "other", podSpec));
        Assert.Equal((cause, Severity.Warning), (finding.Cause, finding.Severity));
        Assert.Contains($"{kind} x, which does not exist in namespace shop", finding.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(References))]
    public void Inspect_ReferenceToExistingObject_FindsNothing(string kind, string podSpec, string cause) =>
        Assert.DoesNotContain(Findings(kind, "shop", "x", podSpec), finding => finding.Cause == cause);

    [Theory, MemberData(nameof(References))]
    public void Inspect_KindThatIsNotWatched_FindsNothing(string kind, string podSpec, string cause) =>
        Assert.DoesNotContain(Findings(kind == "Secret" ? "ConfigMap" : "Secret", "shop", "other", podSpec), finding => finding.Cause == cause);

    [Fact]
    public void Inspect_ObjectOfThatNameInAnotherNamespace_IsStillMissing() =>
        Assert.Single(Findings("ConfigMap", "elsewhere", "x", """ "volumes": [{"configMap": {"name": "x"}}] """));

    [Fact]
    public void Inspect_OptionalReference_FindsNothing() =>
        Assert.Empty(Findings("ConfigMap", "shop", "other", """ "volumes": [{"configMap": {"name": "x", "optional": true}}] """));

    [Theory]
    [InlineData("Pod", """ "spec": {"volumes": [{"configMap": {"name": "x"}}]}, "status": {"containerStatuses": [{"name": "server", "ready": true}]} """)]
    [InlineData("Deployment", """ "spec": {"replicas": 2, "template": {"spec": {"serviceAccountName": "x"}}}, "status": {"readyReplicas": 2, "updatedReplicas": 2} """)]
    public void Inspect_WhatRunsWell_HasFoundAllItRefersTo(string kind, string content)
    {
        var world = World("ConfigMap", "shop", "other");
        world.Add("""{"kind": "ServiceAccount", "metadata": {"namespace": "shop", "name": "other"}}""");
        Assert.Empty(world.Inspect(world.Add($$"""{"kind": "{{kind}}", "metadata": {"namespace": "shop", "name": "web"}, {{content}} }""")));
    }

    [Fact]
    public void Inspect_RolloutThatIsStuck_IsStillLookedAt()
    {
        var world = World("ServiceAccount", "shop", "other");
        var finding = Assert.Single(world.Inspect(world.Add("""
            {
              "kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"},
              "spec": {"replicas": 1, "template": {"spec": {"serviceAccountName": "x"}}},
              "status": {"replicas": 2, "readyReplicas": 1, "updatedReplicas": 1, "unavailableReplicas": 1}
            }
            """)));
        Assert.Equal(Causes.MissingServiceAccount, finding.Cause);
    }

    [Fact]
    public void Inspect_PodThatExists_HadItsServiceAccount()
    {
        var world = World("ServiceAccount", "shop", "other");
        Assert.Empty(world.Inspect(world.Add("""{"kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1"}, "spec": {"serviceAccountName": "x"}}""")));
    }

    private static List<Finding> Findings(string kind, string @namespace, string name, string podSpec)
    {
        var world = World(kind, @namespace, name);
        return world.Inspect(world.Add(
            $$$"""{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"template": {"spec": { {{{podSpec}}} } } } }"""));
    }

    private static World World(string kind, string @namespace, string name)
    {
        var world = new World();
        world.Add($$$"""{"kind": "{{{kind}}}", "metadata": {"namespace": "{{{@namespace}}}", "name": "{{{name}}}"}}""");
        return world;
    }
}
