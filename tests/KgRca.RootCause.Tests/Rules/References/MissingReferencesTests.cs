using KgRca.Contracts.Records;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.References;

public sealed class MissingReferencesTests
{
    public static TheoryData<string, string, string> References =>
        new()
        {
            { "ServiceAccount", """ "serviceAccountName": "x" """, Causes.MissingServiceAccount },
            { "ConfigMap", """ "volumes": [{"configMap": {"name": "x"}}] """, Causes.MissingConfigMap },
            { "Secret", """ "volumes": [{"secret": {"secretName": "x"}}] """, Causes.MissingSecret },
            {
                "ConfigMap",
                """ "volumes": [{"projected": {"sources": [{"configMap": {"name": "x"}}]}}] """,
                Causes.MissingConfigMap
            },
            {
                "Secret",
                """ "volumes": [{"projected": {"sources": [{"secret": {"name": "x"}}]}}] """,
                Causes.MissingSecret
            },
            {
                "PersistentVolumeClaim",
                """ "volumes": [{"persistentVolumeClaim": {"claimName": "x"}}] """,
                Causes.MissingClaim
            },
            { "Secret", """ "imagePullSecrets": [{"name": "x"}] """, Causes.MissingPullSecret },
            {
                "ConfigMap",
                """ "containers": [{"name": "server", "envFrom": [{"configMapRef": {"name": "x"}}]}] """,
                Causes.MissingConfigMap
            },
            {
                "Secret",
                """ "containers": [{"name": "server", "env": [{"valueFrom": {"secretKeyRef": {"name": "x", "key": "k"}}}]}] """,
                Causes.MissingSecret
            },
            {
                "Secret",
                """ "initContainers": [{"name": "migrate", "env": [{"valueFrom": {"secretKeyRef": {"name": "x", "key": "k"}}}]}] """,
                Causes.MissingSecret
            },
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
        Assert.DoesNotContain(
            Findings(kind == "Secret" ? "ConfigMap" : "Secret", "shop", "other", podSpec),
            finding => finding.Cause == cause
        );

    [Theory]
    [InlineData("ConfigMap", """ "data": {"mode": "9f86"} """, 1)]
    [InlineData("ConfigMap", """ "data": {"level": "9f86"} """, 0)]
    [InlineData("ConfigMap", """ "binaryData": {"level": "9f86"} """, 0)]
    [InlineData("ConfigMap", """ "immutable": false """, 0)]
    [InlineData("Secret", """ "data": {"mode": ""} """, 1)]
    public void Inspect_ReferenceToAKey_NamesOneThatIsNotThere(string kind, string content, int findings)
    {
        var world = new World();
        world.Add(
            $$$"""{"kind": "{{{kind}}}", "metadata": {"namespace": "shop", "name": "settings"}, {{{content}}} }"""
        );
        var reference = kind == "Secret" ? "secretKeyRef" : "configMapKeyRef";
        var pod = world.Add(
            $$$"""
            {"kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1"},
             "spec": {"containers": [{"name": "server", "env": [{"name": "LEVEL", "valueFrom": {"{{{reference}}}": {"name": "settings", "key": "level"} } }]}]} }
            """
        );
        var found = world.Inspect(pod).Where(finding => finding.Cause == Causes.MissingConfigKey).ToList();
        Assert.Equal(findings, found.Count);
        Assert.All(
            found,
            finding =>
                Assert.Equal(
                    $"Pod web-1 references key level of {kind} settings, which has no such key.",
                    finding.Message
                )
        );
    }

    [Fact]
    public void Inspect_ContainerThatWaitsForWhatIsMissing_NamesWhatTheObjectsShow()
    {
        var world = new World();
        world.Add(
            """{"kind": "ConfigMap", "metadata": {"namespace": "shop", "name": "settings"}, "data": {"mode": ""} }"""
        );
        var pod = world.Add(
            """
            {"kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1"},
             "spec": {"containers": [{"name": "server", "env": [{"name": "LEVEL", "valueFrom": {"configMapKeyRef": {"name": "settings", "key": "level"} } }]}]},
             "status": {"containerStatuses": [{"name": "server", "ready": false, "state": {"waiting": {"reason": "CreateContainerConfigError", "message": "configmap not found"}}}]} }
            """
        );
        var finding = Assert.Single(world.Inspect(pod));
        Assert.Equal((Causes.MissingConfigKey, Severity.Error), (finding.Cause, finding.Severity));
    }

    [Fact]
    public void Inspect_ObjectOfThatNameInAnotherNamespace_IsStillMissing() =>
        Assert.Single(Findings("ConfigMap", "elsewhere", "x", """ "volumes": [{"configMap": {"name": "x"}}] """));

    [Fact]
    public void Inspect_OptionalReference_FindsNothing() =>
        Assert.Empty(
            Findings("ConfigMap", "shop", "other", """ "volumes": [{"configMap": {"name": "x", "optional": true}}] """)
        );

    [Theory]
    [InlineData(
        "Pod",
        """ "spec": {"volumes": [{"configMap": {"name": "x"}}]}, "status": {"containerStatuses": [{"name": "server", "ready": true}]} """
    )]
    [InlineData(
        "Deployment",
        """ "spec": {"replicas": 2, "template": {"spec": {"serviceAccountName": "x"}}}, "status": {"readyReplicas": 2, "updatedReplicas": 2} """
    )]
    public void Inspect_WhatRunsWell_HasFoundAllItRefersTo(string kind, string content)
    {
        var world = World("ConfigMap", "shop", "other");
        world.Add("""{"kind": "ServiceAccount", "metadata": {"namespace": "shop", "name": "other"}}""");
        Assert.Empty(
            world.Inspect(
                world.Add($$"""{"kind": "{{kind}}", "metadata": {"namespace": "shop", "name": "web"}, {{content}} }""")
            )
        );
    }

    [Fact]
    public void Inspect_RolloutThatIsStuck_IsStillLookedAt()
    {
        var world = World("ServiceAccount", "shop", "other");
        var finding = Assert.Single(
            world.Inspect(
                world.Add(
                    """
                    {
                      "kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"},
                      "spec": {"replicas": 1, "template": {"spec": {"serviceAccountName": "x"}}},
                      "status": {"replicas": 2, "readyReplicas": 1, "updatedReplicas": 1, "unavailableReplicas": 1}
                    }
                    """
                )
            )
        );
        Assert.Equal(Causes.MissingServiceAccount, finding.Cause);
    }

    [Fact]
    public void Inspect_PodThatExists_HadItsServiceAccount()
    {
        var world = World("ServiceAccount", "shop", "other");
        Assert.Empty(
            world.Inspect(
                world.Add(
                    """{"kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1"}, "spec": {"serviceAccountName": "x"}}"""
                )
            )
        );
    }

    private static List<Finding> Findings(string kind, string @namespace, string name, string podSpec)
    {
        var world = World(kind, @namespace, name);
        return world.Inspect(
            world.Add(
                $$$"""{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"template": {"spec": { {{{podSpec}}} } } } }"""
            )
        );
    }

    private static World World(string kind, string @namespace, string name)
    {
        var world = new World();
        world.Add($$$"""{"kind": "{{{kind}}}", "metadata": {"namespace": "{{{@namespace}}}", "name": "{{{name}}}"}}""");
        return world;
    }
}
